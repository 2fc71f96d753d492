namespace Cartel.Registry.Store;

/// <summary>The changes of one task's agents, each agent once. Not thread-safe.</summary>
internal sealed class TaskChanges(string epoch)
{
    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);
    private readonly SortedSet<ChangedAgent> _order = new(Comparer<ChangedAgent>.Create(static (a, b) => a.Number.CompareTo(b.Number)));
    private readonly Queue<ChangedAgent> _removed = new();
    private long _newest;
    private long _forgotten;

    public FeedMark Mark => new(epoch, _newest);

    public TaskVersions Versions { get; set; }

    public long NumberOf(string agent) => _last.GetValueOrDefault(agent);

    public Change Note(string agent)
    {
        var former = NumberOf(agent);
        if (former > 0) _order.Remove(new ChangedAgent(agent, former));
        _last[agent] = ++_newest;
        _order.Add(new ChangedAgent(agent, _newest));
        return new Change(_newest, former);
    }

    public long NoteRemoval(string agent)
    {
        var removal = new ChangedAgent(agent, Note(agent).Number);
        _removed.Enqueue(removal);
        if (_removed.Count > Keep.Removals) Forget(_removed.Dequeue());
        return removal.Number;
    }

    public FeedPage After(FeedMark mark, int limit)
    {
        var from = mark.Epoch == epoch && mark.Number >= _forgotten && mark.Number <= _newest ? mark : new FeedMark(epoch, 0);
        List<ChangedAgent> agents = from.Number == _newest
            ? []
            : [.. _order.GetViewBetween(new ChangedAgent("", from.Number + 1), new ChangedAgent("", _newest)).Take(limit)];
        return new FeedPage(from, new FeedMark(epoch, agents.Count == limit ? agents[^1].Number : _newest), _newest, agents, Versions);
    }

    // Unless it came again since.
    private void Forget(ChangedAgent removal)
    {
        _forgotten = removal.Number;
        if (NumberOf(removal.Name) != removal.Number) return;

        _last.Remove(removal.Name);
        _order.Remove(removal);
    }
}
