namespace Cartel.Learning;

/// <summary>The mixture M of <see cref="ShiryaevRoberts"/>: four odds ratios, to one side of a baseline.</summary>
internal struct OddsMixture
{
    /// <summary>How many statistics <see cref="Save"/> writes.</summary>
    public const int Statistics = 4;

    private static readonly double[] Ratios = [1.25, 1.6, 2.4, 5];

    // A factor is _base + _slope · x; the sums are R of the remarks there.
    private double _sum1, _sum2, _sum3, _sum4;
    private double _base1, _base2, _base3, _base4;
    private double _slope1, _slope2, _slope3, _slope4;

    /// <summary>Takes the odds to have risen above those of <paramref name="rate"/>.</summary>
    public void AimAbove(double rate)
    {
        (_base1, _slope1) = Factor(Ratios[0], rate);
        (_base2, _slope2) = Factor(Ratios[1], rate);
        (_base3, _slope3) = Factor(Ratios[2], rate);
        (_base4, _slope4) = Factor(Ratios[3], rate);
    }

    /// <summary>Takes the odds to have fallen below those of <paramref name="rate"/>; from 0 they cannot, and nothing adds up.</summary>
    public void AimBelow(double rate)
    {
        (_base1, _slope1) = rate > 0 ? Factor(1 / Ratios[0], rate) : default;
        (_base2, _slope2) = rate > 0 ? Factor(1 / Ratios[1], rate) : default;
        (_base3, _slope3) = rate > 0 ? Factor(1 / Ratios[2], rate) : default;
        (_base4, _slope4) = rate > 0 ? Factor(1 / Ratios[3], rate) : default;
    }

    /// <summary>M.</summary>
    public readonly double Evidence => 0.2 * (_sum1 + _sum2 + _sum4) + 0.4 * _sum3;

    /// <summary>Takes a value; returns M.</summary>
    public double Add(double value)
    {
        _sum1 = (1 + _sum1) * (_base1 + _slope1 * value);
        _sum2 = (1 + _sum2) * (_base2 + _slope2 * value);
        _sum3 = (1 + _sum3) * (_base3 + _slope3 * value);
        _sum4 = (1 + _sum4) * (_base4 + _slope4 * value);
        return Evidence;
    }

    /// <summary>Forgets all evidence.</summary>
    public void Reset() => (_sum1, _sum2, _sum3, _sum4) = (0, 0, 0, 0);

    /// <summary>Writes the sums.</summary>
    public readonly void Save(Span<double> statistics) =>
        (statistics[0], statistics[1], statistics[2], statistics[3]) = (_sum1, _sum2, _sum3, _sum4);

    /// <summary>Takes up what <see cref="Save"/> wrote.</summary>
    public void Restore(ReadOnlySpan<double> statistics) =>
        (_sum1, _sum2, _sum3, _sum4) = (statistics[0], statistics[1], statistics[2], statistics[3]);

    private static (double Base, double Slope) Factor(double ratio, double rate)
    {
        var first = 1 / (1 + (ratio - 1) * rate);
        return (first, (ratio - 1) * first);
    }
}
