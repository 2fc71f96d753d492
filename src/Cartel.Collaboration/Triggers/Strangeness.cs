using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Whether samples without labels lie farther from every known one than they used to: a class that nobody has named, or a
/// class that looks different.</summary>
/// <remarks>
/// <para>A sample's distance is that to the nearest of the latest labelled samples (<see cref="SampleRing"/>), in spreads of each
/// column, at most 5 in any. It is <em>far</em> when it is farther than 19 of 20 of those are from one another. A detector at its
/// default, one false alarm in 100,000 samples at most, watches the share of far ones rise; it learns from the stream itself how
/// large that share is, so that a poor judge makes the alarm late, not false.</para>
/// <para>Measured on raw MNIST pixels with 128 labelled samples of nine digits: 17% of the tenth are far (0: 42%, 2: 44%, 1: none, since
/// every digit has a 1 close by), and 9% of the nine. In few columns, a class that lies elsewhere is far in most of its samples.</para>
/// <para>Costs nothing until the first sample without a label; then a distance to each labelled one, and as much again to find
/// out what is far. Needs 16 labelled samples.</para>
/// </remarks>
internal sealed class Strangeness
{
    private const int LeastKnown = 16;
    private const int AimEvery = 64;
    private const double FarShare = 0.05;
    private const float MostSpreads = 5;

    private readonly IDriftDetector _detector = DriftDetectors.Create(DriftDetectors.Default);
    private float[] _scales = [];
    private double _far;
    private int _left;

    /// <summary>Takes the features of a sample without a label.</summary>
    /// <returns>Whether more of them lie far off from here on.</returns>
    public bool Add(ReadOnlySpan<float> features, SampleRing known)
    {
        if (known.Count < LeastKnown) return false;

        if (_left-- == 0 || _scales.Length == 0)
        {
            Aim(known);
            _left = AimEvery - 1;
        }

        return _detector.Observe(Distance(features, known, except: -1) > _far ? 1 : 0) is DriftSignal.Drift;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_left);
        writer.Write(_far);
        writer.Write(_scales.Length);
        foreach (var scale in _scales) writer.Write(scale);
        writer.WriteBlock(_detector.Save());
    }

    public void Restore(FeatureSchema schema, ref SpanReader reader)
    {
        _left = reader.Int32();
        _far = reader.Double();
        var count = reader.Int32();
        if (_left is < 0 or >= AimEvery || !(_far >= 0) || (count != 0 && count != schema.EncodedLength))
            throw new ModelFormatException($"{count} spreads, due anew in {_left} samples");

        _scales = new float[count];
        reader.Floats(_scales);
        _detector.Restore(reader.Block());
    }

    private void Aim(SampleRing known)
    {
        _scales = Scales(known);
        double[] nearest = [.. Enumerable.Range(0, known.Count).Select(i => Distance(known.Features(i), known, except: i)).Order()];
        _far = nearest[(int)((1 - FarShare) * nearest.Length)];
    }

    private double Distance(ReadOnlySpan<float> features, SampleRing known, int except)
    {
        var least = double.PositiveInfinity;
        for (var i = 0; i < known.Count; i++)
        {
            if (i == except) continue;

            var other = known.Features(i);
            var sum = 0f;
            for (var j = 0; j < other.Length; j++)
            {
                var gap = Math.Min(Math.Abs(features[j] - other[j]) * _scales[j], MostSpreads);
                sum += gap * gap;
            }

            least = Math.Min(least, sum);
        }

        return least;
    }

    // One over the standard deviation of a column; a column that is constant here counts any deviation as the most.
    private static float[] Scales(SampleRing known)
    {
        var scales = new float[known.Features(0).Length];
        for (var j = 0; j < scales.Length; j++)
        {
            var (sum, squares) = (0.0, 0.0);
            for (var i = 0; i < known.Count; i++)
            {
                double value = known.Features(i)[j];
                (sum, squares) = (sum + value, squares + (value * value));
            }

            var variance = (squares / known.Count) - (sum / known.Count * sum / known.Count);
            scales[j] = (float)Math.Min(1 / Math.Sqrt(Math.Max(variance, 0)), 1e18);
        }

        return scales;
    }
}
