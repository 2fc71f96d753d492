using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>The numbers of a task's agents in columns, by which a search passes over those who cannot be among the best.</summary>
/// <remarks>
/// <para>Of each agent it tells what its score is at most (<see cref="NeighbourScore"/>), without a logarithm: with the divergence bounded from
/// below as <see cref="DonorBlock"/> has it, idle, as like as can be, and in good standing. Whoever looks at agents in the order of these bounds and
/// stops where they fall below the worst score that still counts has the same best ones as whoever looks at all.</para>
/// <para>Agents are known by slots, small numbers that the caller gives. Any number of threads search while one changes agents at a time: a search
/// has each agent as it was at some instant of the search. 12 bytes an agent and class, and 32 an agent.</para>
/// </remarks>
/// <param name="classes">How many classes each agent counts; above 0.</param>
public sealed class DonorColumns(int classes)
{
    private readonly int _classes = Require.Positive(classes);
    private readonly Lock _writing = new();
    private DonorBlock[] _blocks = [];

    /// <summary>Adds an agent, or replaces what is known of it.</summary>
    /// <param name="slot">Whose; at least 0. Memory grows with the largest.</param>
    /// <param name="counts">As in <see cref="Candidate.ClassCounts"/>; of another number of classes the agent is left out.</param>
    /// <param name="evidence">As in <see cref="Candidate.Evidence"/>.</param>
    /// <param name="recall">As in <see cref="Candidate.Recall"/>.</param>
    /// <param name="publishedAt">When that was so, in seconds of any clock.</param>
    public void Put(int slot, ReadOnlySpan<long> counts, ReadOnlySpan<long> evidence, ReadOnlySpan<double?> recall, double publishedAt)
    {
        lock (_writing)
        {
            var block = BlockOf(slot);
            if (counts.Length == _classes && evidence.Length == _classes && recall.Length == _classes)
                block.Put(slot % DonorBlock.Lanes, counts, evidence, recall, publishedAt);
            else
                block.Remove(slot % DonorBlock.Lanes);
        }
    }

    /// <summary>Tells until when an agent is live, in seconds of the same clock; for ever, where that is never told.</summary>
    public void Renew(int slot, double liveUntil)
    {
        lock (_writing) BlockOf(slot).Renew(slot % DonorBlock.Lanes, liveUntil);
    }

    /// <summary>Takes an agent out.</summary>
    public void Remove(int slot)
    {
        lock (_writing) BlockOf(slot).Remove(slot % DonorBlock.Lanes);
    }

    /// <summary>Tells how good an agent's record is at most: its score as a donor, ½ for a newcomer.</summary>
    public void Rate(int slot, double reputation)
    {
        lock (_writing) BlockOf(slot).Rate(slot % DonorBlock.Lanes, reputation);
    }

    /// <summary>Those who may help, with the most that each can score; the most promising first, within <see cref="DonorOrder.Step"/>.</summary>
    /// <param name="query">Who asks.</param>
    /// <param name="now">The time, in seconds of the same clock as at <see cref="Put"/>.</param>
    /// <param name="byDivergence">Whether nearness is the divergence; where it is something else it is taken for as near as can be.</param>
    /// <param name="network">How near they are on the network at most.</param>
    public IEnumerable<(int Slot, double AtMost)> Likely(NeighbourQuery query, double now, bool byDivergence, double network)
    {
        if (query.ClassCounts.Count != _classes) yield break;

        var blocks = Volatile.Read(ref _blocks);
        using var order = new DonorOrder(blocks.Length * DonorBlock.Lanes);
        var bounds = new BoundQuery(query, now, byDivergence, network);
        for (var i = 0; i < blocks.Length; i++) blocks[i].Bound(bounds, i * DonorBlock.Lanes, order);
        foreach (var likely in order.InOrder()) yield return likely;
    }

    private DonorBlock BlockOf(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        var at = slot / DonorBlock.Lanes;
        if (at < _blocks.Length) return _blocks[at];

        DonorBlock[] grown = [.. _blocks, .. Enumerable.Range(0, at + 1 - _blocks.Length).Select(_ => new DonorBlock(_classes))];
        Volatile.Write(ref _blocks, grown);
        return grown[at];
    }
}
