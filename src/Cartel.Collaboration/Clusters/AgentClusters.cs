using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Agents that are alike.</summary>
/// <param name="Exemplar">The index of the agent that stands for them.</param>
/// <param name="Members">The indices of all of them, ascending, the exemplar among them.</param>
/// <param name="ClassPrior">Their mean share of each class; sums to 1.</param>
public sealed record AgentCluster(int Exemplar, IReadOnlyList<int> Members, IReadOnlyList<double> ClassPrior);

/// <summary>Divides a fleet into groups of agents whose class counts are alike.</summary>
/// <remarks>Affinity propagation on a sample of the agents, by minus the plain Jensen-Shannon divergence in bits (the
/// corrected one is 0 for most pairs of a kind, and exact ties keep the messages from settling); every other agent then joins the
/// exemplar nearest by the corrected one. O(sample² · iterations + agents · exemplars · classes). The same seed
/// and agents give the same clusters.</remarks>
public static class AgentClusters
{
    /// <summary>The most agents among whom exemplars are looked for.</summary>
    public const int MostSampled = 500;

    // The 15 that scikit-learn takes are too few for hundreds of agents of few kinds: it stops at two kinds in one cluster.
    private const int SteadyIterations = 100;

    /// <summary>Finds the clusters, the largest first; equals by exemplar.</summary>
    /// <param name="counts">Counts per class of each agent; each with at least one sample, all of the same classes.</param>
    /// <param name="seed">Of the draw, and of ties.</param>
    /// <exception cref="ArgumentException">An agent has no samples, a negative count, or other classes.</exception>
    public static IReadOnlyList<AgentCluster> Find(IReadOnlyList<IReadOnlyList<long>> counts, long seed = 1)
    {
        if (counts.Count == 0) return [];

        var sample = Sample(counts.Count, seed);
        var similarities = new double[sample.Length, sample.Length];
        for (var i = 0; i < sample.Length; i++)
        {
            for (var k = 0; k < i; k++)
                similarities[i, k] = similarities[k, i] = -Apart(counts[sample[i]], counts[sample[k]]);
        }

        int[] exemplars = [.. new AffinityPropagation(steadyIterations: SteadyIterations, seed: seed).Group(similarities).Distinct().Order().Select(i => sample[i])];
        var chosen = Nearest(counts, exemplars);
        return
        [
            .. Enumerable.Range(0, counts.Count).GroupBy(i => chosen[i])
                .Select(group => new AgentCluster(group.Key, [.. group], Prior([.. group.Select(i => counts[i])])))
                .OrderByDescending(static cluster => cluster.Members.Count).ThenBy(static cluster => cluster.Exemplar),
        ];
    }

    // Every exemplar is its own, even where another one is the same.
    private static int[] Nearest(IReadOnlyList<IReadOnlyList<long>> counts, int[] exemplars)
    {
        var index = new NeighbourIndex(counts[0].Count);
        for (var slot = 0; slot < exemplars.Length; slot++) index.Put(slot, Spans.Of(counts[exemplars[slot]]));
        var (chosen, best) = (new int[counts.Count], new NearAgent[1]);
        for (var i = 0; i < chosen.Length; i++)
        {
            index.Nearest(Spans.Of(counts[i]), best);
            chosen[i] = exemplars[best[0].Slot];
        }

        foreach (var exemplar in exemplars) chosen[exemplar] = exemplar;
        return chosen;
    }

    private static int[] Sample(int agents, long seed)
    {
        int[] all = [.. Enumerable.Range(0, agents)];
        if (agents <= MostSampled) return all;

        // The first places of a shuffle by Fisher and Yates.
        var random = new SeededRandom(seed);
        for (var i = 0; i < MostSampled; i++)
        {
            var other = i + random.Next(agents - i);
            (all[i], all[other]) = (all[other], all[i]);
        }

        return [.. all.Take(MostSampled).Order()];
    }

    private static double Apart(IReadOnlyList<long> first, IReadOnlyList<long> second) => JensenShannon.Estimate(Spans.Of(first), Spans.Of(second)).PlugInBits;

    private static double[] Prior(IReadOnlyList<IReadOnlyList<long>> members)
    {
        var prior = new double[members[0].Count];
        foreach (var member in members)
        {
            var all = member.Sum(static count => (double)count);
            for (var label = 0; label < prior.Length; label++) prior[label] += member[label] / all / members.Count;
        }

        return prior;
    }
}
