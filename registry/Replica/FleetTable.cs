using System.Collections.Concurrent;
using Cartel.Collaboration;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Replica;

/// <summary>The agents of one task in memory: a copy of what is stored.</summary>
/// <remarks>Thread-safe; reads take no lock. Changes come in two ways, by the feed and by this replica's own writes, in any order: the later one
/// stands, by its number.</remarks>
/// <param name="isLoading">Whether it takes in a whole fleet first: until <see cref="Seen"/> is called nobody looks at it.</param>
internal sealed class FleetTable(bool isLoading = false) : IDonorSearch
{
    private readonly ConcurrentDictionary<string, AgentCell> _cells = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _removed = new(StringComparer.Ordinal);
    private readonly Lock _changes = new();
    private readonly FleetColumns _columns = new();
    private NameOrder _order = NameOrder.Empty;
    private Ratings? _rated;
    private bool _isLoading = isLoading;
    private long _seen;
    private long _replacements;

    /// <summary>How many profiles were replaced so far: each left its former one behind.</summary>
    public long Replacements => Volatile.Read(ref _replacements);

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
                if (cell.Agent.Change < agent.Change) Replace(cell, agent);
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

            Replace(cell, made(cell.Agent, change.Number));
            return true;
        }
    }

    public IEnumerable<(StoredAgent Agent, double AtMost)> Likely(NeighbourQuery query, bool byDivergence, double network, Ratings ratings, DateTimeOffset now)
    {
        lock (_changes)
        {
            if (!ratings.IsOfSameDonors(_rated))
            {
                foreach (var donor in ratings.Donors.Concat(_rated?.Donors ?? []))
                {
                    if (_cells.TryGetValue(donor, out var cell)) Rate(cell, ratings);
                }

                _rated = ratings;
            }
        }

        return _columns.Likely(query, byDivergence, network, now);
    }

    /// <summary>Takes out an agent that was removed.</summary>
    public void Remove(string name, long number)
    {
        lock (_changes)
        {
            if (_cells.TryGetValue(name, out var cell) && cell.Agent.Change >= number) return;

            _removed[name] = number;
            if (!_cells.TryRemove(name, out cell)) return;

            if (!_isLoading) Volatile.Write(ref _order, _order.Without(name));
            _columns.Remove(cell);
        }
    }

    /// <summary>The feed has been followed up to a number: nothing older can arrive any more.</summary>
    public void Seen(long number)
    {
        lock (_changes)
        {
            Volatile.Write(ref _seen, number);
            if (_isLoading) Volatile.Write(ref _order, NameOrder.Of(_cells.Values.OrderBy(static cell => cell.Name, StringComparer.Ordinal)));
            _isLoading = false;
            foreach (var (name, removal) in _removed)
            {
                if (removal <= number) _removed.Remove(name);
            }
        }
    }

    private void Add(StoredAgent agent)
    {
        var cell = new AgentCell(agent, _columns.TakeSlot());
        _cells[agent.Name] = cell;
        _removed.Remove(agent.Name);
        if (!_isLoading) Volatile.Write(ref _order, _order.With(cell));
        _columns.Put(cell);
        if (_rated is { } rated) Rate(cell, rated);
    }

    private void Replace(AgentCell cell, StoredAgent agent)
    {
        var isNews = !ReferenceEquals(cell.Agent.Document, agent.Document);
        cell.Agent = agent;
        if (isNews) _replacements++;
        if (isNews) _columns.Put(cell);
        else _columns.Renew(cell);
    }

    // Forgetting moves a score towards that of a newcomer: the larger of both is its most from now on.
    private void Rate(AgentCell cell, Ratings ratings) =>
        _columns.Rate(cell, Math.Max(default(DonorRecord).Score, ratings.Of(Rated.Agent, cell.Name).Score));
}
