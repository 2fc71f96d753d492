using System.Runtime.Intrinsics;

namespace Cartel.Learning;

/// <summary>What a leaf knows of one class, as a stretch of floats: a normal distribution per number, counts per category.</summary>
/// <remarks>
/// <para>With n numeric columns and c categories in all: n means, n variances, n least values, n greatest values, c counts,
/// the weight of the samples behind them, and the constant of the class's log-likelihood: 16 bytes a number, 4 a category.</para>
/// <para>One weight serves all columns, so that a sample updates whole vectors. West's recurrence (CACM 22(9), 1979) on the
/// variance itself, not the sum of squares: nothing overflows as a stream goes on. Gaps are held within ±1e19, whose square
/// is still a float. The order of summation is that of 256-bit vectors on every machine.</para>
/// </remarks>
internal readonly ref struct ClassSlot(Span<float> slot, int numerics)
{
    /// <summary>How many floats a slot has besides those of its columns.</summary>
    public const int Fixed = 2;

    private const float Widest = 1e19f;

    // Stands for a variance of 0: where a value never varied, another one is unlikely, but does not rule the class out.
    private const float NoVariance = 1e-10f;

    private readonly Span<float> _slot = slot;

    public Span<float> Means => _slot[..numerics];

    public Span<float> Variances => _slot.Slice(numerics, numerics);

    public Span<float> Least => _slot.Slice(2 * numerics, numerics);

    public Span<float> Most => _slot.Slice(3 * numerics, numerics);

    public Span<float> Counts => _slot[(4 * numerics)..^Fixed];

    public ref float Weight => ref _slot[^2];

    /// <summary>The part of the log-likelihood that does not depend on the sample; see <see cref="Prepare"/>.</summary>
    public ref float Constant => ref _slot[^1];

    /// <summary>The variance that n observations estimate is n / (n − 1) times theirs; 0 while there is one.</summary>
    public double Correction => Weight > 1 ? Weight / (Weight - 1.0) : 0;

    /// <summary>Takes a sample of the class.</summary>
    public void Observe(in LeafView sample, float weight)
    {
        var first = Weight == 0;
        Weight += weight;
        if (first)
        {
            sample.Numbers.CopyTo(Means);
            sample.Numbers.CopyTo(Least);
            sample.Numbers.CopyTo(Most);
        }
        else
        {
            ObserveNumbers(sample.Numbers, weight / Weight);
        }

        var counts = Counts;
        foreach (var cell in sample.Cells)
        {
            if (cell >= 0) counts[cell] += weight;
        }
    }

    /// <summary>Works out <see cref="Constant"/>: ln prior − ½ Σ ln 2πσ² − Σ ln (n + categories).</summary>
    /// <param name="prior">The class's weight in the leaf.</param>
    /// <param name="sizes">How many categories each nominal column has.</param>
    /// <remarks>A value that never varied has likelihood 1 where it is met.</remarks>
    public void Prepare(float prior, ReadOnlySpan<int> sizes)
    {
        // All in one product, so that it takes one logarithm: what is not halved enters squared.
        var product = new LogProduct(1 / ((double)prior * prior));
        var spread = 2 * Math.PI * Correction;
        if (spread > 0)
        {
            foreach (var variance in Variances)
            {
                if (variance > 0) product.Multiply(variance * spread);
            }
        }

        foreach (var size in sizes)
        {
            var denominator = (double)Weight + size;
            product.Multiply(denominator * denominator);
        }

        Constant = (float)(-0.5 * product.Log);
    }

    /// <summary>The logarithm of the class's prior and likelihood, up to what all classes share; may be −∞.</summary>
    public double LogLikelihood(in LeafView sample)
    {
        double log = Constant;
        var squares = SquaredGaps(sample.Numbers);
        if (squares > 0) log -= 0.5 * squares / (Weight > 1 ? Correction : 1);
        return sample.Cells.Length == 0 ? log : log + CellLogs(sample);
    }

    /// <summary>The same in plain numbers: of the numeric columns first, then of each category.</summary>
    /// <param name="label">The class.</param>
    /// <param name="sizes">How many categories each nominal column has.</param>
    public FormulaDensity Density(int label, ReadOnlySpan<int> sizes)
    {
        var counts = Counts;
        var correction = Weight > 1 ? Correction : 1;
        var (means, precisions) = (new float[numerics + counts.Length], new float[numerics + counts.Length]);
        Means.CopyTo(means);
        for (var i = 0; i < numerics; i++) precisions[i] = (float)(0.5 / (Variances[i] == 0 ? NoVariance : Variances[i]) / correction);

        // As if each category were missing, and what its 1 changes then: the 1 is its own square.
        double constant = Constant;
        var cell = 0;
        foreach (var size in sizes)
        {
            var missing = Math.Log((double)Weight + size);
            constant += missing;
            for (var i = 0; i < size; i++, cell++) precisions[numerics + cell] = (float)(missing - Math.Log(counts[cell] + 1.0));
        }

        return new FormulaDensity(label, constant, means, precisions);
    }

    /// <summary>Checks what was read: variances and counts are not negative, and ranges not empty.</summary>
    /// <exception cref="ModelFormatException">One is.</exception>
    public void RequirePossible()
    {
        TreeCounts.RequireWeight(Weight);
        for (var i = 0; i < numerics; i++)
        {
            if (Variances[i] is not (>= 0 and <= 2 * Widest * Widest) || Least[i] > Most[i]) throw new ModelFormatException($"a variance of {Variances[i]} in {Least[i]} to {Most[i]}");
        }

        foreach (var count in Counts)
        {
            if (count is < 0 or > TreeCounts.Most) throw new ModelFormatException($"a category cannot have a weight of {count}");
        }
    }

    private double CellLogs(in LeafView sample)
    {
        var (product, missing) = (new LogProduct(1), 0.0);
        var counts = Counts;
        var cells = sample.Cells;
        var i = 0;
        // Four at a time, while none is missing: fewer steps that wait for the one before.
        for (; i <= cells.Length - 4 && (cells[i] | cells[i + 1] | cells[i + 2] | cells[i + 3]) >= 0; i += 4)
        {
            var (one, two) = ((double)(counts[cells[i]] + 1), (double)(counts[cells[i + 2]] + 1));
            product.Multiply(one * (counts[cells[i + 1]] + 1) * (two * (counts[cells[i + 3]] + 1)));
        }

        for (; i < cells.Length; i++)
        {
            var cell = cells[i];
            if (cell >= 0) product.Multiply(counts[cell] + 1);
            else missing += Math.Log(Weight + sample.Sizes[i]);
        }

        return product.Log + missing;
    }

    private void ObserveNumbers(ReadOnlySpan<float> numbers, float rate)
    {
        var means = Means;
        var variances = Variances;
        var least = Least;
        var most = Most;
        var (i, kept) = (0, 1 - rate);
        for (; i <= numbers.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var x = Vector256.Create(numbers[i..]);
            var mean = Vector256.Create<float>(means[i..]);
            var gap = Vector256.Min(Vector256.Max(x - mean, Vector256.Create(-Widest)), Vector256.Create(Widest));
            (mean + gap * rate).CopyTo(means[i..]);
            ((Vector256.Create<float>(variances[i..]) + gap * gap * rate) * kept).CopyTo(variances[i..]);
            Vector256.Min(Vector256.Create<float>(least[i..]), x).CopyTo(least[i..]);
            Vector256.Max(Vector256.Create<float>(most[i..]), x).CopyTo(most[i..]);
        }

        for (; i < numbers.Length; i++)
        {
            var x = numbers[i];
            var gap = Math.Clamp(x - means[i], -Widest, Widest);
            means[i] += gap * rate;
            variances[i] = (variances[i] + gap * gap * rate) * kept;
            if (x < least[i]) least[i] = x;
            if (x > most[i]) most[i] = x;
        }
    }

    // Σ (x − μ)² / σ²
    private float SquaredGaps(ReadOnlySpan<float> numbers)
    {
        var means = Means;
        var variances = Variances;
        var (i, sum) = (0, 0f);
        if (numbers.Length >= Vector256<float>.Count)
        {
            var sums = Vector256<float>.Zero;
            for (; i <= numbers.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                var gap = Vector256.Create(numbers[i..]) - Vector256.Create<float>(means[i..]);
                gap = Vector256.Min(Vector256.Max(gap, Vector256.Create(-Widest)), Vector256.Create(Widest));
                var variance = Vector256.Create<float>(variances[i..]);
                var none = Vector256.Equals(variance, Vector256<float>.Zero);
                sums += gap * gap / Vector256.ConditionalSelect(none, Vector256.Create(NoVariance), variance);
            }

            sum = Vector256.Sum(sums);
        }

        for (; i < numbers.Length; i++)
        {
            var gap = Math.Clamp(numbers[i] - means[i], -Widest, Widest);
            sum += gap * gap / (variances[i] == 0 ? NoVariance : variances[i]);
        }

        return sum;
    }
}
