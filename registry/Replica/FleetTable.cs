using System.Collections.Concurrent;
using Cartel.Registry.Store;

namespace Cartel.Registry.Replica;

/// <summary>The agents of one task in memory: a copy of what is stored.</summary>
/// <remarks>Thread-safe; reads take no lock. Changes come in two ways, by the feed and by this replica's own writes, in any order: the later one
/// stands, by its number.</remarks>
internal sealed class FleetTable
{
    private readonly ConcurrentDictionary<string, AgentCell> _cells = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _removed = new(StringComparer.Ordinal);
    private readonly Lock _changes = new();
    private NameOrder _order = NameOrder.Empty;
    private long _seen;

    /// <summary>All agents in name order: who they are is fixed, what they are is as of the look.</summary>
    public NameOrder Agents => Volatile.Read(ref _order);

    public StoredAgent? Find(string name) => _cells.TryGetValue(name, out var cell) ? cell.Agent : null;

    /// <summary>Takes in an agent that the feed named, or that this replica made.</summary>
    public void Put(StoredAgent agent)
    {
        lock (_changes)
        {
            if (_cells.TryGetValue(agent.Name, out var cell))
            {
                if (cell.Agent.Change < agent.Change) cell.Agent = agent;
            }
            else if (_removed.GetValueOrDefault(agent.Name, -1) < agent.Change)
            {
                Add(agent);
            }
        }
    }

    /// <summary>Takes in an agent that somebody looked up; not one that the feed has come past, which was removed since.</summary>
    public void PutLookedUp(StoredAgent agent)
    {
        if (agent.Change > Volatile.Read(ref _seen) || Find(agent.Name) is not null) Put(agent);
    }

    /// <summary>Takes in a change that this replica made; false if there is more to it than is known here.</summary>
    public bool Update(string name, Change change, Func<StoredAgent, long, StoredAgent> made)
    {
        lock (_changes)
        {
            if (!_cells.TryGetValue(name, out var cell)) return false;
            if (cell.Agent.Change >= change.Number) return true;
            if (cell.Agent.Change != change.Former) return false;

            cell.Agent = made(cell.Agent, change.Number);
            return true;
        }
    }

    /// <summary>Takes out an agent that was removed.</summary>
    public void Remove(string name, long number)
    {
        lock (_changes)
        {
            if (_cells.TryGetValue(name, out var cell) && cell.Agent.Change >= number) return;

            _removed[name] = number;
            if (_cells.TryRemove(name, out _)) Volatile.Write(ref _order, _order.Without(name));
        }
    }

    /// <summary>The feed has been followed up to a number: nothing older can arrive any more.</summary>
    public void Seen(long number)
    {
        lock (_changes)
        {
            Volatile.Write(ref _seen, number);
            foreach (var (name, removal) in _removed)
            {
                if (removal <= number) _removed.Remove(name);
            }
        }
    }

    private void Add(StoredAgent agent)
    {
        var cell = new AgentCell(agent);
        _cells[agent.Name] = cell;
        _removed.Remove(agent.Name);
        Volatile.Write(ref _order, _order.With(cell));
    }
}
