using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Sketches an agent's recent samples, class by class.</summary>
/// <remarks>
/// <para>Each encoded feature is added to one of eight sums, by lot and with a random sign (feature hashing, K. Weinberger
/// et al., ICML 2009): the lots are the same for all agents, and from eight sums nobody can tell a sample. Values go in as
/// arsinh(x), so that a column of large numbers does not drown the others and no agent need know another's scales.</para>
/// <para>Mean and variance are exponential ones over about the last hundred samples of the class, so that a sketch tells
/// the concept of now. O(features) a sample. Not thread-safe.</para>
/// </remarks>
public sealed class ClassSketcher
{
    private const int LeastSamples = 5;
    private const double SlowestRate = 0.01;

    private readonly sbyte[] _lots;
    private readonly double _scale;
    private readonly long[] _samples;
    private readonly double[] _means;
    private readonly double[] _variances;
    private readonly double[] _sums = new double[ClassSketch.Projections];

    /// <param name="features">Numbers in an encoded sample; above 0.</param>
    /// <param name="classes">Classes; above 0.</param>
    public ClassSketcher(int features, int classes)
    {
        _lots = new sbyte[Require.Positive(features)];
        _samples = new long[Require.Positive(classes)];
        (_means, _variances) = (new double[classes * ClassSketch.Projections], new double[classes * ClassSketch.Projections]);
        _scale = 1 / Math.Sqrt(Math.Max(1, features / (double)ClassSketch.Projections));
        var random = new SeededRandom(ClassSketch.Bytes);
        // In rounds, so that few features still fill different sums.
        for (var i = 0; i < features; i++) _lots[i] = (sbyte)((i % ClassSketch.Projections + 1) * (random.Next(2) == 0 ? 1 : -1));
        random.Shuffle<sbyte>(_lots);
    }

    /// <summary>Takes one labelled sample.</summary>
    /// <param name="features">The encoded sample.</param>
    /// <param name="label">Its class.</param>
    public void Observe(ReadOnlySpan<float> features, int label)
    {
        Array.Clear(_sums);
        for (var i = 0; i < features.Length; i++)
        {
            // Sparse data, such as one-hot columns and images, is mostly this.
            if (features[i] == 0) continue;

            var lot = _lots[i];
            _sums[Math.Abs(lot) - 1] += Math.Sign(lot) * Math.Asinh(features[i]);
        }

        var rate = Math.Max(1.0 / ++_samples[label], SlowestRate);
        for (var i = 0; i < ClassSketch.Projections; i++)
        {
            var place = label * ClassSketch.Projections + i;
            var apart = _sums[i] * _scale - _means[place];
            _means[place] += rate * apart;
            _variances[place] = (1 - rate) * (_variances[place] + rate * apart * apart);
        }
    }

    /// <summary>The sketch of each class; null of those with fewer than five samples.</summary>
    public IReadOnlyList<byte[]?> Sketches() => [.. _samples.Select((samples, label) => samples < LeastSamples ? null : Sketch(label))];

    private byte[] Sketch(int label)
    {
        var from = label * ClassSketch.Projections;
        Span<double> deviations = stackalloc double[ClassSketch.Projections];
        for (var i = 0; i < deviations.Length; i++) deviations[i] = Math.Sqrt(_variances[from + i]);
        return ClassSketch.Of(_means.AsSpan(from, ClassSketch.Projections), deviations);
    }
}
