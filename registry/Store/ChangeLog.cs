namespace Cartel.Registry.Store;

/// <summary>The feed of a store that belongs to one process: in memory, since whoever follows it ends with it.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="agents">Names the agents that a task has already, in name order.</param>
internal sealed class ChangeLog(Func<TaskKey, IEnumerable<string>> agents)
{
    private readonly Lock _one = new();
    private readonly Dictionary<TaskKey, TaskChanges> _tasks = [];
    private long _feeds;

    /// <summary>Notes that an agent changed.</summary>
    public Change Note(TaskKey task, string agent)
    {
        lock (_one) return Of(task).Note(agent);
    }

    /// <summary>Notes that an agent is gone.</summary>
    public long NoteRemoval(TaskKey task, string agent)
    {
        lock (_one) return Of(task).NoteRemoval(agent);
    }

    public void NoteManifest(TaskKey task) => Note(task, static versions => versions with { Manifest = versions.Manifest + 1 });

    public void NoteZoo(TaskKey task) => Note(task, static versions => versions with { Zoo = versions.Zoo + 1 });

    public void NoteRatings(TaskKey task) => Note(task, static versions => versions with { Ratings = versions.Ratings + 1 });

    /// <summary>Ends a task's feed.</summary>
    public void Drop(TaskKey task)
    {
        lock (_one) _tasks.Remove(task);
    }

    public long NumberOf(TaskKey task, string agent)
    {
        lock (_one) return Of(task).NumberOf(agent);
    }

    /// <summary>What changed after a mark.</summary>
    public FeedPage After(TaskKey task, FeedMark mark, int limit)
    {
        lock (_one) return Of(task).After(mark, limit);
    }

    /// <summary>Whether nothing changed after a mark: a look that needs no store.</summary>
    public bool IsUpToDate(TaskKey task, FeedMark mark, TaskVersions versions)
    {
        lock (_one) return _tasks.TryGetValue(task, out var changes) && changes.Mark == mark && changes.Versions == versions;
    }

    private void Note(TaskKey task, Func<TaskVersions, TaskVersions> next)
    {
        lock (_one)
        {
            var changes = Of(task);
            changes.Versions = next(changes.Versions);
        }
    }

    private TaskChanges Of(TaskKey task)
    {
        if (_tasks.TryGetValue(task, out var changes)) return changes;

        _tasks.Add(task, changes = new TaskChanges($"{++_feeds}"));
        foreach (var agent in agents(task)) changes.Note(agent);
        return changes;
    }
}
