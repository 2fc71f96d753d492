using Cartel.Collaboration;
using Cartel.Registry.Store;

namespace Cartel.Registry.Replica;

/// <summary>The columns of a task's fleet, with who stands in each slot.</summary>
/// <remarks>Any number of threads look; <see cref="FleetTable"/> lets one change it at a time.</remarks>
internal sealed class FleetColumns
{
    private readonly Stack<int> _free = new();
    private AgentCell?[] _cells = [];
    private DonorColumns? _columns;
    private int _classes;
    private int _used;

    public int TakeSlot() => _free.TryPop(out var slot) ? slot : _used++;

    /// <summary>Takes in how long an agent is live now.</summary>
    public void Renew(AgentCell cell) => _columns?.Renew(cell.Slot, Seconds(cell.Agent.LeaseUntil));

    public void Put(AgentCell cell)
    {
        if (cell.Slot >= _cells.Length)
        {
            var grown = new AgentCell?[Math.Max(64, 2 * _cells.Length)];
            _cells.CopyTo(grown, 0);
            Volatile.Write(ref _cells, grown);
        }

        Volatile.Write(ref _cells[cell.Slot], cell);
        if (cell.Agent is not { Document: { Numbers: { } numbers }, ProfileAt: { } at }) return;

        // The classes are the task's, which do not change while it has agents.
        if (_classes == 0 && numbers.ClassCounts.Length > 0)
        {
            _classes = numbers.ClassCounts.Length;
            Volatile.Write(ref _columns, new DonorColumns(_classes));
        }

        _columns?.Put(cell.Slot, numbers.ClassCounts, numbers.Evidence, numbers.Recall, Seconds(at));
        Renew(cell);
    }

    public void Remove(AgentCell cell)
    {
        Volatile.Write(ref _cells[cell.Slot], null);
        _columns?.Remove(cell.Slot);
        _free.Push(cell.Slot);
    }

    /// <summary>Tells how well donors are thought of.</summary>
    public void Rate(AgentCell cell, double reputation) => _columns?.Rate(cell.Slot, reputation);

    /// <summary>Those who may help, the most promising first, each once.</summary>
    public IEnumerable<(StoredAgent Agent, double AtMost)> Likely(NeighbourQuery query, bool byDivergence, double network, DateTimeOffset now)
    {
        if (Volatile.Read(ref _columns) is not { } columns) yield break;

        // A slot may change hands while the look lasts.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (slot, atMost) in columns.Likely(query, Seconds(now), byDivergence, network))
        {
            var cells = Volatile.Read(ref _cells);
            if (slot < cells.Length && Volatile.Read(ref cells[slot])?.Agent is { } agent && seen.Add(agent.Name)) yield return (agent, atMost);
        }
    }

    private static double Seconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalSeconds;
}
