namespace Cartel.Learning;

/// <summary>The mean of a stream in [0, 1] but for its newest values, with how far off it may be.</summary>
/// <remarks>
/// <para>Values enter in blocks of 64, one block late: the newest 64 to 127, which may lie after a change already, are left out.
/// With n values of total T in, p = (T + ½) / (n + 1), and the bounds are p ± (√(p (1 − p) / n) + 1/n), within [0, 1]: one
/// standard deviation, and one value more, so that a perfect start does not make the first error a sensation.</para>
/// <para>It changes only at the end of a block, so that what is computed from it need not be computed at every value.</para>
/// </remarks>
internal sealed class RateBaseline
{
    /// <summary>How many statistics <see cref="Save"/> writes.</summary>
    public const int Statistics = 5;

    private const int Block = 64;

    private long _count;
    private double _total;
    private double _heldTotal = -1;
    private int _newCount;
    private double _newTotal;

    /// <summary>Whether a block is in.</summary>
    public bool IsKnown => _count > 0;

    /// <summary>The lowest mean that the values speak for.</summary>
    public double Lower => Math.Max(0, Mean - Margin);

    /// <summary>The highest mean that the values speak for.</summary>
    public double Upper => Math.Min(1, Mean + Margin);

    private double Mean => (_total + 0.5) / (_count + 1);

    private double Margin => Math.Sqrt(Mean * (1 - Mean) / _count) + 1.0 / _count;

    /// <summary>Takes the newest value, and says whether the bounds have changed.</summary>
    public bool Add(double value)
    {
        _newTotal += value;
        if (++_newCount < Block) return false;

        var known = _heldTotal >= 0;
        if (known)
        {
            _count += Block;
            _total += _heldTotal;
        }

        (_heldTotal, _newCount, _newTotal) = (_newTotal, 0, 0);
        return known;
    }

    /// <summary>Forgets all.</summary>
    public void Reset() => (_count, _total, _heldTotal, _newCount, _newTotal) = (0, 0, -1, 0, 0);

    /// <summary>Writes all.</summary>
    public void Save(Span<double> statistics) =>
        (statistics[0], statistics[1], statistics[2], statistics[3], statistics[4]) = (_count, _total, _heldTotal, _newCount, _newTotal);

    /// <summary>Whether <see cref="Save"/> may have written this.</summary>
    public static bool IsPossible(ReadOnlySpan<double> statistics) =>
        DetectorState.IsCount(statistics[0]) && statistics[0] % Block == 0 && statistics[1] >= 0 && statistics[1] <= statistics[0]
        && statistics[2] is -1 or (>= 0 and <= Block) && (statistics[0] == 0 || statistics[2] >= 0)
        && DetectorState.IsCount(statistics[3]) && statistics[3] < Block && statistics[4] >= 0 && statistics[4] <= statistics[3];

    /// <summary>Takes up what <see cref="Save"/> wrote.</summary>
    public void Restore(ReadOnlySpan<double> statistics)
    {
        (_count, _total, _heldTotal) = ((long)statistics[0], statistics[1], statistics[2]);
        (_newCount, _newTotal) = ((int)statistics[3], statistics[4]);
    }
}
