using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Finds groups of alike points, each around one of the points, from how similar every two are; how many groups
/// there are follows from the similarities.</summary>
/// <remarks>
/// <para>Points pass each other two messages until the exemplars stand: responsibility, how well k suits i as its exemplar,
/// and availability, how well it would be for i to choose k,</para>
/// <code>r(i,k) ← s(i,k) − max over k' ≠ k of (a(i,k') + s(i,k')),
/// a(i,k) ← min(0, r(k,k) + Σ over i' ∉ {i,k} of max(0, r(i',k))),   a(k,k) ← Σ over i' ≠ k of max(0, r(i',k)),</code>
/// <para>each mixed with its former value by the damping. Exemplars are the points with r(k,k) + a(k,k) &gt; 0. In the end
/// each group's exemplar becomes the member that the others resemble most, as in scikit-learn. B. J. Frey and D. Dueck,
/// “Clustering by passing messages between data points”, Science 315, 2007, 972–976.</para>
/// <para>A little noise, drawn from the seed, decides between exact ties. O(n²) memory, and time an iteration.</para>
/// </remarks>
/// <param name="damping">The weight of a message's former value; in [0.5, 1).</param>
/// <param name="mostIterations">Give up after so many; above 0.</param>
/// <param name="steadyIterations">Done when the exemplars have stood for so many; above 0.</param>
/// <param name="seed">Of the noise.</param>
/// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
public sealed class AffinityPropagation(double damping = 0.9, int mostIterations = 1000, int steadyIterations = 15, long seed = 1)
{
    private readonly double _damping = damping is >= 0.5 and < 1 ? damping : throw new ArgumentOutOfRangeException(nameof(damping), damping, "must lie in [0.5, 1)");
    private readonly int _mostIterations = Require.Positive(mostIterations);
    private readonly int _steadyIterations = Require.Positive(steadyIterations);

    /// <summary>Groups points.</summary>
    /// <param name="similarities">Square and finite, row by row; larger is more alike. The diagonal plays no part.</param>
    /// <param name="preference">How readily a point becomes an exemplar; by default the median of the similarities of two.</param>
    /// <returns>Each point's exemplar, by index. Where no exemplars came to stand, those of the last iteration.</returns>
    /// <exception cref="ArgumentException">There are no points, or the similarities are not square or not finite.</exception>
    public int[] Group(double[,] similarities, double? preference = null)
    {
        var points = similarities.GetLength(0);
        if (points == 0 || similarities.GetLength(1) != points) throw new ArgumentException("is not square", nameof(similarities));
        foreach (var one in similarities) _ = double.IsFinite(one) ? one : throw new ArgumentException("is not finite", nameof(similarities));
        if (points == 1) return [0];

        var own = preference ?? Median(similarities);
        if (AreAllAlike(similarities)) return own > similarities[0, 1] ? [.. Enumerable.Range(0, points)] : new int[points];

        var known = Prepared(similarities, own);
        var exemplars = Pass(known, points);
        return Assign(known, exemplars.Length > 0 ? exemplars : [Best(known, Enumerable.Range(0, points))]);
    }

    // Messages between such points tell nothing: either one stands for all, or each for itself.
    private static bool AreAllAlike(double[,] similarities)
    {
        for (var i = 0; i < similarities.GetLength(0); i++)
        {
            for (var k = 0; k < i; k++)
            {
                if (similarities[i, k] != similarities[0, 1] || similarities[k, i] != similarities[0, 1]) return false;
            }
        }

        return true;
    }

    private double[,] Prepared(double[,] similarities, double preference)
    {
        var random = new SeededRandom(seed);
        var points = similarities.GetLength(0);
        var known = (double[,])similarities.Clone();
        for (var i = 0; i < points; i++) known[i, i] = preference;
        for (var i = 0; i < points; i++)
        {
            // As scikit-learn has it: below what a double of this size can tell from its neighbours a few times over.
            for (var k = 0; k < points; k++) known[i, k] += (Math.Abs(known[i, k]) * 2.2e-16 + 2.2e-306) * 100 * (random.NextDouble() - 0.5);
        }

        return known;
    }

    private int[] Pass(double[,] known, int points)
    {
        var messages = new AffinityMessages(known, _damping);
        var (exemplars, steady) = (Array.Empty<int>(), 0);
        for (var iteration = 0; iteration < _mostIterations && (steady < _steadyIterations || exemplars.Length == 0); iteration++)
        {
            messages.Pass();
            int[] now = [.. Enumerable.Range(0, points).Where(messages.IsExemplar)];
            steady = now.AsSpan().SequenceEqual(exemplars) ? steady + 1 : 0;
            exemplars = now;
        }

        return exemplars;
    }

    private static int[] Assign(double[,] known, int[] exemplars)
    {
        var points = known.GetLength(0);
        var chosen = Choose(known, exemplars);
        int[] refined = [.. exemplars.Select(exemplar => Best(known, Enumerable.Range(0, points).Where(i => chosen[i] == exemplar)))];
        return Choose(known, [.. refined.Order()]);
    }

    private static int[] Choose(double[,] known, int[] exemplars) =>
    [
        .. Enumerable.Range(0, known.GetLength(0)).Select(i => exemplars.Contains(i) ? i : exemplars.MaxBy(k => known[i, k])),
    ];

    // The member whom all members resemble most.
    private static int Best(double[,] known, IEnumerable<int> members)
    {
        int[] all = [.. members];
        return all.MaxBy(k => all.Sum(i => known[i, k]));
    }

    private static double Median(double[,] similarities)
    {
        var points = similarities.GetLength(0);
        double[] all = [.. Enumerable.Range(0, points * points).Where(i => i / points != i % points).Select(i => similarities[i / points, i % points]).Order()];
        return (all[(all.Length - 1) / 2] + all[all.Length / 2]) / 2;
    }
}
