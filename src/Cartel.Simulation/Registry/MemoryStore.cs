using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Simulation;

/// <summary>What a simulated registry remembers: the shipped registry's store, in memory.</summary>
/// <remarks>It passes the contract of the other stores. Not thread-safe beyond one lock.</remarks>
/// <param name="wanted">Hears of each agent whose inbox has grown.</param>
internal sealed partial class MemoryStore(Action<AgentKey> wanted) : IMetadataStore
{
    private readonly Lock _one = new();
    private readonly SortedDictionary<TaskKey, TaskRecord> _tasks = new(Comparer<TaskKey>.Create(static (a, b) =>
        string.CompareOrdinal(a.Namespace, b.Namespace) is not 0 and var order ? order : string.CompareOrdinal(a.Task, b.Task)));

    // A task's log is made with its first agent or before: there is nothing to begin with.
    private readonly ChangeLog _changes = new(static _ => []);
    private long _recalls;

    public bool IsShared => false;

    public Task<string?> PingAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task<IReadOnlyList<TaskKey>> TaskKeysAsync(CancellationToken cancellation) =>
        Step<IReadOnlyList<TaskKey>>(() => [.. _tasks.Keys]);

    public Task<IReadOnlyList<TaskManifest>> TasksAsync(string ns, CancellationToken cancellation) => Step<IReadOnlyList<TaskManifest>>(() =>
        [.. _tasks.Where(task => task.Key.Namespace == ns).Select(static task => task.Value.Manifest)]);

    public Task<TaskManifest?> FindTaskAsync(TaskKey task, CancellationToken cancellation) =>
        Step(() => _tasks.GetValueOrDefault(task)?.Manifest);

    public Task<TaskWrite> PutTaskAsync(TaskKey task, TaskManifest manifest, TaskManifest? standing, CancellationToken cancellation) => Step(() =>
    {
        var hash = manifest.ToModelSchema().Hash;
        if (!_tasks.TryGetValue(task, out var before))
        {
            if (standing is not null) return TaskWrite.Overtaken;

            _tasks.Add(task, new TaskRecord(manifest, hash));
            _changes.NoteManifest(task);
            return TaskWrite.Created;
        }

        if (Json(before.Manifest) == Json(manifest)) return TaskWrite.Unchanged;
        if (standing is null || Json(before.Manifest) != Json(standing)) return TaskWrite.Overtaken;
        if (before.SchemaHash != hash && before.Agents.Count > 0) return TaskWrite.InUse;

        (before.Manifest, before.SchemaHash) = (manifest, hash);
        _changes.NoteManifest(task);
        return TaskWrite.Replaced;
    });

    public Task<TaskRemoval> RemoveTaskAsync(TaskKey task, TaskManifest? standing, CancellationToken cancellation) => Step(() =>
    {
        if (!_tasks.TryGetValue(task, out var before)) return TaskRemoval.Unknown;
        if (standing is not null && Json(before.Manifest) != Json(standing)) return TaskRemoval.Overtaken;
        if (before.Agents.Count > 0) return TaskRemoval.InUse;

        _changes.Drop(task);
        _tasks.Remove(task);
        return TaskRemoval.Removed;
    });

    // A step and its events are one: nothing is ever left half done.
    public Task DeliverAsync(TaskKey task, CancellationToken cancellation) => Task.CompletedTask;

    private static string Json(TaskManifest manifest) => StoredJson.Write(manifest, CartelJson.Default.TaskManifest);

    private Task<T> Step<T>(Func<T> step)
    {
        lock (_one) return Task.FromResult(step());
    }

    private sealed class TaskRecord(TaskManifest manifest, string schemaHash)
    {
        public TaskManifest Manifest { get; set; } = manifest;

        public string SchemaHash { get; set; } = schemaHash;

        public NamedAgents Agents { get; } = new();

        public SortedDictionary<string, StoredTransfer> Transfers { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, StoredTransfer> Open { get; } = new(StringComparer.Ordinal);

        public Dictionary<(string Scope, string Subject), DonorRecord> Ratings { get; } = [];

        public SortedDictionary<string, ZooEntry> Zoo { get; } = new(StringComparer.Ordinal);

        public Dictionary<(string Operation, string Key), (Idempotency Idempotency, string? Transfer)> Keys { get; } = [];
    }
}
