using System.Runtime.Intrinsics;
using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Sketches an agent's recent samples, class by class.</summary>
/// <remarks>
/// <para>Each encoded feature is added to one of eight sums, by lot and with a random sign (feature hashing, K. Weinberger
/// et al., ICML 2009): the lots are the same for all agents, and from eight sums nobody can tell a sample. Values go in as
/// arsinh(x), so that a column of large numbers does not drown the others and no agent need know another's scales.</para>
/// <para>Mean and variance are exponential ones over about the last hundred samples of the class, so that a sketch tells
/// the concept of now. O(features that are not 0) a sample, vectorised; nothing is allocated. Not thread-safe.</para>
/// </remarks>
public sealed class ClassSketcher
{
    private const int LeastSamples = 5;
    private const double SlowestRate = 0.01;
    private const int Width = 8;

    // Per eight features, for each sum in turn, the signs with which they go into it; 0: they do not.
    private readonly float[] _signs;
    private readonly float[] _values;
    private readonly double _scale;
    private readonly long[] _samples;
    private readonly double[] _means;
    private readonly double[] _variances;
    private readonly double[] _sums = new double[ClassSketch.Projections];

    /// <param name="features">Numbers in an encoded sample; above 0.</param>
    /// <param name="classes">Classes; above 0.</param>
    public ClassSketcher(int features, int classes)
    {
        var lots = new sbyte[Require.Positive(features)];
        _samples = new long[Require.Positive(classes)];
        (_means, _variances) = (new double[classes * ClassSketch.Projections], new double[classes * ClassSketch.Projections]);
        _scale = 1 / Math.Sqrt(Math.Max(1, features / (double)ClassSketch.Projections));
        var random = new SeededRandom(ClassSketch.Bytes);
        // In rounds, so that few features still fill different sums.
        for (var i = 0; i < features; i++) lots[i] = (sbyte)((i % ClassSketch.Projections + 1) * (random.Next(2) == 0 ? 1 : -1));
        random.Shuffle<sbyte>(lots);
        _values = new float[Lanes.RoundUp(features)];
        _signs = new float[_values.Length * ClassSketch.Projections];
        for (var i = 0; i < features; i++)
        {
            var sum = Math.Abs(lots[i]) - 1;
            _signs[(((i / Width * ClassSketch.Projections) + sum) * Width) + (i % Width)] = Math.Sign(lots[i]);
        }
    }

    /// <summary>Takes one labelled sample.</summary>
    /// <param name="features">The encoded sample.</param>
    /// <param name="label">Its class.</param>
    public void Observe(ReadOnlySpan<float> features, int label)
    {
        Project(features);
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

    private void Project(ReadOnlySpan<float> features)
    {
        features.CopyTo(_values);
        var values = _values.AsLanes();
        var signs = _signs.AsLanes();
        // Eight sums in eight registers: an array of them would be read and written at every step.
        var (s0, s1, s2, s3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var (s4, s5, s6, s7) = (s0, s0, s0, s0);
        for (var i = 0; i < values.Length; i++)
        {
            // Sparse data, such as one-hot columns and images, is mostly this.
            if (values[i] == Vector256<float>.Zero) continue;

            var value = Lanes.Arsinh(values[i]);
            var mine = signs.Slice(i * ClassSketch.Projections, ClassSketch.Projections);
            s0 += mine[0] * value;
            s1 += mine[1] * value;
            s2 += mine[2] * value;
            s3 += mine[3] * value;
            s4 += mine[4] * value;
            s5 += mine[5] * value;
            s6 += mine[6] * value;
            s7 += mine[7] * value;
        }

        (_sums[0], _sums[1], _sums[2], _sums[3]) = (Vector256.Sum(s0), Vector256.Sum(s1), Vector256.Sum(s2), Vector256.Sum(s3));
        (_sums[4], _sums[5], _sums[6], _sums[7]) = (Vector256.Sum(s4), Vector256.Sum(s5), Vector256.Sum(s6), Vector256.Sum(s7));
    }

    private byte[] Sketch(int label)
    {
        var from = label * ClassSketch.Projections;
        Span<double> deviations = stackalloc double[ClassSketch.Projections];
        for (var i = 0; i < deviations.Length; i++) deviations[i] = Math.Sqrt(_variances[from + i]);
        return ClassSketch.Of(_means.AsSpan(from, ClassSketch.Projections), deviations);
    }
}
