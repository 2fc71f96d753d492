namespace Cartel.Collaboration;

/// <summary>Between which values an agent's corrected and plain divergence lie, in bits: narrow, and without a logarithm.</summary>
/// <remarks>
/// <para>With s = (x − y) / (x + y) of each class, in bits,</para>
/// <code>JSD = 1 / (2 ln 2) · Σ (x + y) (s² / 2 + s⁴ / 12 + s⁶ / 30 + … + s²ᵛ / 2v (2v − 1) + …):</code>
/// <para>eight terms are a lower bound, and what all others can add, ln 2 less the eight coefficients, times s¹⁸, makes an
/// upper one (Topsøe 2000, the series of the capacitory discrimination). Of the bias each side's own part is known, and
/// what both have in common lies near its second-order value.</para>
/// </remarks>
internal readonly record struct Bracket(double LowBits, double HighBits, double LowPlugIn, double HighPlugIn)
{
    // What the exact figure's own rounding may come to: differences of logarithms, times a million samples at most.
    private const double Rounding = 1e-8;

    // ln 2 less the eight coefficients, 0.0302756…
    private const double Rest = 0.03028;

    public static Bracket Of(in IndexQuery query, ReadOnlySpan<long> counts)
    {
        var (samples, _) = IndexRow.Sum(counts);
        var (asked, _) = IndexRow.Sum(query.Counts);
        var (left, right) = (new Side(counts, samples), new Side(query.Counts, asked));
        var (low, rest, others) = (0.0, 0.0, 0.0);
        foreach (var (label, _) in query.Present)
        {
            var (x, y) = (counts[label] / samples, query.Exact[label]);
            var sum = x + y;
            if (x > 0)
            {
                left.Share(x, sum);
                right.Share(y, sum);
            }
            else
            {
                right.Share(y);
            }

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
        foreach (var label in query.Absent)
        {
            if (counts[label] == 0) continue;
            others += counts[label] / samples / 2;
            left.Share(counts[label] / samples);
        }

        var unit = 1 / (2 * Math.Log(2));
        var plugIn = low * unit + others;
        var slack = low == 0 && others == 0 ? 0 : 1e-12;
        var (least, most) = (Math.Max(0, plugIn - slack), plugIn + rest * Rest * unit + slack);
        if (!query.IsBiased || samples < 2) return new(least, most, least, most);

        return new(Math.Max(0, least - left.Most - right.Most - Rounding), Math.Max(0, most - left.Least - right.Least + Rounding), least, most);
    }

    // One side's bias: its own part, less what it has in common with the other. With t = x + y, a sample left out makes of t
    // (1 − r) t with probability x, else (1 + q) t; and (1 + ρ) ln(1 + ρ) = ρ + ρ²/2 − ρ³/6 + ρ⁴/12 − …
    private struct Side(ReadOnlySpan<long> counts, double samples)
    {
        private readonly double _own = OwnBias.Of(counts, samples);
        private readonly double _room = samples > JensenShannon.MostSamples ? counts.Length * OwnBias.ErrorPerClass : 0;
        private readonly double _n = Math.Min(samples, JensenShannon.MostSamples);
        private double _least;
        private double _most;

        public readonly double Most => _own + _room - _least;

        public readonly double Least => _own - _room - _most;

        public void Share(double share, double sum)
        {
            var (r, q) = (Math.Min(1, (1 - share) / ((_n - 1) * sum)), share / ((_n - 1) * sum));
            var unit = (_n - 1) * sum / (2 * Math.Log(2));
            var few = share * r * r * (1.0 / 2 + r * (1.0 / 6 + r / 12)) + (1 - share) * q * q / 2;
            var fifth = share * r * r * r * r * r;
            _least += unit * (few + fifth / 20 - (1 - share) * q * q * q / 6);
            // All terms from the fifth on together are at most a quarter of r⁵.
            _most += unit * (few + fifth / 4);
        }

        // Where the other side lacks the class, all is in common.
        public void Share(double share)
        {
            var own = OwnBias.Of(share, _n);
            _least += own;
            _most += own;
        }
    }
}
