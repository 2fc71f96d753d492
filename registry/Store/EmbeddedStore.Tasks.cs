using Cartel.Protocol;

namespace Cartel.Registry.Store;

internal sealed partial class EmbeddedStore
{
    public Task<IReadOnlyList<TaskKey>> TaskKeysAsync(CancellationToken cancellation) => Read<IReadOnlyList<TaskKey>>(static database =>
        database.Query("SELECT ns, task FROM tasks ORDER BY ns, task", static row => new TaskKey(row.Text(0), row.Text(1))));

    public Task<IReadOnlyList<TaskManifest>> TasksAsync(string ns, CancellationToken cancellation) => Read<IReadOnlyList<TaskManifest>>(database =>
        database.Query(
            "SELECT manifest FROM tasks WHERE ns = ? ORDER BY task",
            static row => StoredJson.Read(row.Text(0), CartelJson.Default.TaskManifest), ns));

    public Task<TaskManifest?> FindTaskAsync(TaskKey task, CancellationToken cancellation) => Read(database =>
        ManifestOf(task) is { } json ? StoredJson.Read(json, CartelJson.Default.TaskManifest) : null);

    public Task<TaskWrite> PutTaskAsync(TaskKey task, TaskManifest manifest, TaskManifest? standing, CancellationToken cancellation) => Write(database =>
    {
        var json = StoredJson.Write(manifest, CartelJson.Default.TaskManifest);
        var hash = manifest.ToModelSchema().Hash;
        var before = ManifestOf(task);
        if (before == json) return TaskWrite.Unchanged;
        if (!StoredJson.IsOf(before, standing, CartelJson.Default.TaskManifest)) return TaskWrite.Overtaken;
        if (before is not null && SchemaHashOf(task) != hash && HasAgents(task)) return TaskWrite.InUse;

        database.Execute(
            """
            INSERT INTO tasks (ns, task, manifest, schema_hash) VALUES (?, ?, ?, ?)
            ON CONFLICT (ns, task) DO UPDATE SET manifest = excluded.manifest, schema_hash = excluded.schema_hash
            """,
            task.Namespace, task.Task, json, hash);
        _changes.NoteManifest(task);
        return before is null ? TaskWrite.Created : TaskWrite.Replaced;
    });

    public Task<TaskRemoval> RemoveTaskAsync(TaskKey task, TaskManifest? standing, CancellationToken cancellation) => Write(database =>
    {
        if (ManifestOf(task) is not { } before) return TaskRemoval.Unknown;
        if (standing is not null && !StoredJson.IsOf(before, standing, CartelJson.Default.TaskManifest)) return TaskRemoval.Overtaken;
        if (HasAgents(task)) return TaskRemoval.InUse;

        database.Execute("DELETE FROM idempotency WHERE ns = ? AND task = ?", task.Namespace, task.Task);
        database.Execute("DELETE FROM tasks WHERE ns = ? AND task = ?", task.Namespace, task.Task);
        _changes.Drop(task);
        return TaskRemoval.Removed;
    });

    private string? ManifestOf(TaskKey task) =>
        _database.TryQueryFirst(
            "SELECT manifest FROM tasks WHERE ns = ? AND task = ?", static row => row.Text(0), out var json, task.Namespace, task.Task) ? json : null;

    private string? SchemaHashOf(TaskKey task) =>
        _database.TryQueryFirst(
            "SELECT schema_hash FROM tasks WHERE ns = ? AND task = ?", static row => row.Text(0), out var hash, task.Namespace, task.Task) ? hash : null;

    private bool HasAgents(TaskKey task) =>
        _database.TryQueryFirst("SELECT 1 FROM agents WHERE ns = ? AND task = ?", static _ => true, out _, task.Namespace, task.Task);
}
