using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cartel.Learning;

/// <summary>What naive Bayes knows of one class: moments of its numbers, counts of its categories.</summary>
/// <remarks>
/// The sums are doubles (Welford's recurrence); the score is taken from floats that follow from them:
/// one over the deviation with its logarithm, and the logarithms of the counts.
/// </remarks>
internal sealed class ClassStatistics(ColumnLayout layout)
{
    /// <summary>A number so far out says the same as one further out; its square times the columns is a float.</summary>
    public const float MostDeviations = 1e4f;

    private readonly float[] _centres = new float[layout.Padded];
    private readonly float[] _scales = new float[layout.Padded];
    private readonly float[] _logCounts = new float[layout.Categories];
    private readonly float[] _logTotals = new float[layout.Blocks];
    private float _constant;

    /// <summary>How many samples formed it.</summary>
    public long Count { get; set; }

    /// <summary>The mean of each number.</summary>
    public double[] Means { get; } = new double[layout.Padded];

    /// <summary>The sum of squared differences from the mean.</summary>
    public double[] Squares { get; } = new double[layout.Padded];

    /// <summary>How often each category occurred; of all nominal columns, one after the other.</summary>
    public double[] Counts { get; } = new double[layout.Categories];

    /// <summary>How often each nominal column was not missing.</summary>
    public double[] Totals { get; } = new double[layout.Blocks];

    /// <summary>What the score begins with.</summary>
    public float Constant => _constant;

    /// <summary>The mean of each number, as scores use it.</summary>
    public ReadOnlySpan<float> Centres => _centres.AsSpan(0, layout.Numbers);

    /// <summary>One over the deviation of each number; 0: it says nothing.</summary>
    public ReadOnlySpan<float> Scales => _scales.AsSpan(0, layout.Numbers);

    /// <summary>The size in memory of one class's statistics.</summary>
    public static long BytesOf(ColumnLayout layout) => (layout.Padded * 24L) + (layout.Categories * 12L) + (layout.Blocks * 12L) + 12;

    /// <summary>Takes one sample; afterwards scores as <see cref="Derive"/> would make it.</summary>
    public void Observe(ReadOnlySpan<float> numbers, ReadOnlySpan<int> categories, ColumnSpreads spreads)
    {
        Count++;
        var share = Vector256.Create(1.0 / Count);
        var values = MemoryMarshal.Cast<float, Vector256<float>>(numbers);
        var means = MemoryMarshal.Cast<double, Vector256<double>>(Means.AsSpan());
        var squares = MemoryMarshal.Cast<double, Vector256<double>>(Squares.AsSpan());
        for (var i = 0; i < values.Length; i++)
        {
            var (low, high) = Vector256.Widen(values[i]);
            Welford(ref means[2 * i], ref squares[2 * i], low, share);
            Welford(ref means[(2 * i) + 1], ref squares[(2 * i) + 1], high, share);
        }

        for (var i = 0; i < categories.Length; i++)
        {
            if (categories[i] < 0) continue;

            Counts[categories[i]]++;
            Totals[i]++;
            _logCounts[categories[i]] = MathF.Log((float)Counts[categories[i]] + 1);
            _logTotals[i] = LogTotal(i);
        }

        DeriveNumbers(spreads);
    }

    /// <summary>The logarithm of the sample's density under this class, up to a term that all classes share.</summary>
    public float LogDensity(ReadOnlySpan<float> numbers, ReadOnlySpan<int> categories)
    {
        var values = MemoryMarshal.Cast<float, Vector256<float>>(numbers);
        var centres = MemoryMarshal.Cast<float, Vector256<float>>(_centres.AsSpan());
        var scales = MemoryMarshal.Cast<float, Vector256<float>>(_scales.AsSpan());
        var (most, sum) = (Vector256.Create(MostDeviations), Vector256<float>.Zero);
        for (var i = 0; i < values.Length; i++)
        {
            var deviations = Vector256.Min(most, Vector256.Abs(values[i] - centres[i]) * scales[i]);
            sum += deviations * deviations;
        }

        var density = _constant - (0.5f * Vector256.Sum(sum));
        for (var i = 0; i < categories.Length; i++)
        {
            if (categories[i] >= 0) density += _logCounts[categories[i]] - _logTotals[i];
        }

        return density;
    }

    /// <summary>What each category adds to the score where it is there.</summary>
    public float[] CategoryLogs()
    {
        var logs = _logCounts.ToArray();
        for (var block = 0; block < _logTotals.Length; block++)
        {
            foreach (ref var log in logs.AsSpan(layout.CategoriesOf(block))) log -= _logTotals[block];
        }

        return logs;
    }

    /// <summary>Brings what the score is taken from up to date with the sums.</summary>
    public void Derive(ColumnSpreads spreads)
    {
        for (var i = 0; i < Counts.Length; i++) _logCounts[i] = MathF.Log((float)Counts[i] + 1);
        for (var i = 0; i < Totals.Length; i++) _logTotals[i] = LogTotal(i);
        DeriveNumbers(spreads);
    }

    /// <summary>Takes the samples of another's statistics as if they had been observed here.</summary>
    /// <remarks>T. F. Chan, G. H. Golub and R. J. LeVeque, “Updating formulae and a pairwise algorithm for computing
    /// sample variances”, COMPSTAT 1982.</remarks>
    public void Pool(ClassStatistics other)
    {
        var total = Count + other.Count;
        for (var i = 0; i < Means.Length; i++)
        {
            var gap = other.Means[i] - Means[i];
            Means[i] += gap * ((double)other.Count / total);
            Squares[i] += other.Squares[i] + (gap * gap * ((double)Count * other.Count / total));
        }

        for (var i = 0; i < Counts.Length; i++) Counts[i] += other.Counts[i];
        for (var i = 0; i < Totals.Length; i++) Totals[i] += other.Totals[i];
        Count = total;
    }

    public ClassStatistics Clone(ColumnSpreads spreads)
    {
        var copy = new ClassStatistics(layout) { Count = Count };
        Means.CopyTo(copy.Means, 0);
        Squares.CopyTo(copy.Squares, 0);
        Counts.CopyTo(copy.Counts, 0);
        Totals.CopyTo(copy.Totals, 0);
        copy.Derive(spreads);
        return copy;
    }

    private static void Welford(ref Vector256<double> mean, ref Vector256<double> square, Vector256<double> value, Vector256<double> share)
    {
        var step = value - mean;
        mean += step * share;
        square += step * (value - mean);
    }

    // A column that has not varied has no unit: it says nothing of any class. Where only this class has not varied, a peak
    // as high as the floor is narrow would outweigh all else: it is as high as the column's.
    private void DeriveNumbers(ColumnSpreads spreads)
    {
        var least = MemoryMarshal.Cast<float, Vector256<float>>(spreads.Floors);
        var columns = MemoryMarshal.Cast<float, Vector256<float>>(spreads.Values);
        var means = MemoryMarshal.Cast<double, Vector256<double>>(Means.AsSpan());
        var squares = MemoryMarshal.Cast<double, Vector256<double>>(Squares.AsSpan());
        var centres = MemoryMarshal.Cast<float, Vector256<float>>(_centres.AsSpan());
        var scales = MemoryMarshal.Cast<float, Vector256<float>>(_scales.AsSpan());
        var (share, smallest) = (Vector256.Create(1.0 / Math.Max(1, Count - 1)), Vector256.Create(1.17549435e-38f));
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < centres.Length; i++)
        {
            centres[i] = Vector256.Narrow(means[2 * i], means[(2 * i) + 1]);
            var deviation = Vector256.Narrow(Vector256.Sqrt(squares[2 * i] * share), Vector256.Sqrt(squares[(2 * i) + 1] * share));
            var constant = Vector256.LessThan(deviation, smallest);
            deviation = Vector256.Max(deviation, least[i]);
            var varies = Vector256.GreaterThanOrEqual(deviation, smallest);
            scales[i] = (Vector256<float>.One / deviation) & varies;
            sum += Lanes.Log(Vector256.ConditionalSelect(constant, columns[i], deviation)) & varies;
        }

        _constant = -Vector256.Sum(sum);
    }

    private float LogTotal(int block) => MathF.Log((float)Totals[block] + layout.LengthOf(block));
}
