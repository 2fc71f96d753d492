namespace Cartel.Collaboration;

/// <summary>Between which values an agent's corrected and plain divergence lie, in bits: narrow, and without a logarithm.</summary>
/// <remarks>
/// <para>With s = (x − y) / (x + y) of each class, in bits,</para>
/// <code>JSD = 1 / (2 ln 2) · Σ (x + y) (s² / 2 + s⁴ / 12 + s⁶ / 30 + … + s²ᵛ / 2v (2v − 1) + …):</code>
/// <para>eight terms are a lower bound, and what all others can add, ln 2 less the eight coefficients, times s¹⁸, makes an
/// upper one (Topsøe 2000, the series of the capacitory discrimination). The bias lies within the allowances of either
/// side around its first-order value.</para>
/// </remarks>
internal readonly record struct Bracket(double LowBits, double HighBits, double LowPlugIn, double HighPlugIn)
{
    // What the exact figure's own rounding may come to: differences of logarithms, times a million samples at most.
    private const double Rounding = 1e-8;

    // ln 2 less the eight coefficients, 0.0302756…
    private const double Rest = 0.03028;

    public static Bracket Of(in IndexQuery query, ReadOnlySpan<long> counts, float allowance)
    {
        var (samples, _) = IndexRow.Sum(counts);
        var n = Math.Min(samples, JensenShannon.MostSamples);
        var (low, rest, left, right, others) = (0.0, 0.0, 0.0, 0.0, 0.0);
        foreach (var (label, _) in query.Present)
        {
            var (x, y) = (counts[label] / samples, query.Exact[label]);
            var sum = x + y;
            right += (1 - y) * x / sum;
            if (x > 0) left += (1 - x) * y / sum;
            if (x == y) continue;
            var s = (x - y) / sum;
            var u = s * s;
            var sixth = u * u * u;
            var few = u * (1.0 / 2 + u * (1.0 / 12 + u * (1.0 / 30)));
            var more = u * (1.0 / 56 + u * (1.0 / 90 + u * (1.0 / 132 + u * (1.0 / 182 + u * (1.0 / 240)))));
            low += sum * (few + sixth * more);
            rest += sum * sixth * sixth * sixth;
        }

        // A class that the query lacks adds half its share.
        foreach (var label in query.Absent) others += counts[label] / samples / 2;
        var unit = 1 / (2 * Math.Log(2));
        var plugIn = low * unit + others;
        var same = low == 0 && others == 0;
        var slack = same ? 0 : 1e-12;
        var (least, most) = (Math.Max(0, plugIn - slack), plugIn + rest * Rest * unit + slack);
        if (query.Bias == 0 || n < 2) return new(least, most, least, most);

        var bias = left / (4 * Math.Log(2) * (n - 1)) + right * query.Noise;
        var room = allowance + query.Allowance + Rounding + 1e-6 * bias;
        return new(Math.Max(0, least - bias - room), Math.Max(0, most - bias + room), least, most);
    }
}
