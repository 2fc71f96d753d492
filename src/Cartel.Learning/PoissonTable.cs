namespace Cartel.Learning;

/// <summary>Draws from a Poisson distribution of a fixed mean by inversion: P(k) = e^−λ λᵏ / k!.</summary>
/// <remarks>The cumulative table is built by + × ÷ alone, and e^λ by its series, so that the draws are the same on every
/// machine. The first byte of the random bits says where in the table to start.</remarks>
internal sealed class PoissonTable
{
    /// <summary>The largest mean: e^−λ is then still far from the smallest number.</summary>
    public const double LargestMean = 100;

    /// <summary>Its size in memory.</summary>
    public const int Bytes = Length * (sizeof(double) + sizeof(byte)) + 64;

    // P(k ≥ 256) is below 2⁻⁵³ for every mean allowed; and a byte has so many values.
    private const int Length = 256;
    private const double Unit = 1.0 / (1UL << 53);

    private readonly double[] _upTo = new double[Length];
    private readonly byte[] _starts = new byte[Length];

    /// <summary>Makes the table.</summary>
    /// <param name="mean">λ; above 0, at most <see cref="LargestMean"/>.</param>
    public PoissonTable(double mean)
    {
        Require.Between(mean, double.Epsilon, LargestMean);
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; k < 2 * Length; k++) sum += term *= mean / k;

        (var cumulative, term) = (0.0, 1 / sum);
        for (var k = 0; k < Length; k++)
        {
            _upTo[k] = cumulative += term;
            term *= mean / (k + 1);
        }

        // Rounding may leave the sum below 1.
        _upTo[^1] = 1;
        for (var i = 0; i < _starts.Length; i++) _starts[i] = (byte)Array.FindIndex(_upTo, upTo => i / (double)Length < upTo);
    }

    /// <summary>The next draw; one number of <paramref name="random"/> each.</summary>
    public int Draw(SeededRandom random)
    {
        var bits = random.NextBits();
        var uniform = (bits >> 11) * Unit;
        int k = _starts[bits >> 56];
        while (uniform >= _upTo[k]) k++;
        return k;
    }
}
