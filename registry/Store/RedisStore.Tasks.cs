using Cartel.Protocol;
using StackExchange.Redis;

namespace Cartel.Registry.Store;

internal sealed partial class RedisStore
{
    public async Task<IReadOnlyList<TaskKey>> TaskKeysAsync(CancellationToken cancellation)
    {
        var keys = new List<TaskKey>();
        foreach (var ns in await redis.RunAsync(RedisKeys.Namespaces, static (database, at) => database.SetMembersAsync(at), cancellation))
        {
            foreach (var task in await redis.RunAsync(RedisKeys.Tasks(Text(ns)!), static (database, at) => database.SetMembersAsync(at), cancellation))
            {
                var key = new TaskKey(Text(ns)!, Text(task)!);
                if (await MayExistAsync(key, cancellation)) keys.Add(key);
            }
        }

        return [.. keys.OrderBy(static key => key.Namespace, StringComparer.Ordinal).ThenBy(static key => key.Task, StringComparer.Ordinal)];
    }

    // Whoever cares for all tasks goes on with those that a node of a cluster still holds when another is down.
    private async Task<bool> MayExistAsync(TaskKey task, CancellationToken cancellation)
    {
        try
        {
            return await redis.RunAsync(RedisKeys.Task(task), static (database, at) => database.KeyExistsAsync(at), cancellation);
        }
        catch (StoreUnavailableException)
        {
            return true;
        }
    }

    public async Task<IReadOnlyList<TaskManifest>> TasksAsync(string ns, CancellationToken cancellation)
    {
        var names = await redis.RunAsync(RedisKeys.Tasks(ns), static (database, at) => database.SetMembersAsync(at), cancellation);
        var found = await Task.WhenAll(names.Select(name => FindTaskAsync(new TaskKey(ns, Text(name)!), cancellation)));
        return [.. found.OfType<TaskManifest>().OrderBy(static task => task.Name, StringComparer.Ordinal)];
    }

    public async Task<TaskManifest?> FindTaskAsync(TaskKey task, CancellationToken cancellation)
    {
        var json = await redis.RunAsync(RedisKeys.Task(task), static (database, at) => database.HashGetAsync(at, "manifest"), cancellation);
        return Text(json) is { } manifest ? StoredJson.Read(manifest, CartelJson.Default.TaskManifest) : null;
    }

    public async Task<TaskWrite> PutTaskAsync(TaskKey task, TaskManifest manifest, TaskManifest? standing, CancellationToken cancellation)
    {
        // The script compares texts, and an earlier version may have written another text of the same manifest.
        var before = Text(await redis.RunAsync(RedisKeys.Task(task), static (database, at) => database.HashGetAsync(at, "manifest"), cancellation));
        var json = StoredJson.Write(manifest, CartelJson.Default.TaskManifest);
        if (before != json && !StoredJson.IsOf(before, standing, CartelJson.Default.TaskManifest)) return TaskWrite.Overtaken;

        // A Redis that was emptied has no version any more.
        await redis.RunAsync(RedisKeys.Schema, static (database, at) => database.StringSetAsync(at, RedisSchema.Version, when: When.NotExists), cancellation);
        // The lists of names first: a name without a task is passed over, a task without its name would never be found.
        await redis.RunAsync(RedisKeys.Namespaces, (database, at) => database.SetAddAsync(at, task.Namespace), cancellation);
        await redis.RunAsync(RedisKeys.Tasks(task.Namespace), (database, at) => database.SetAddAsync(at, task.Task), cancellation);
        var result = await redis.ScriptAsync(
            RedisScripts.PutTask,
            [RedisKeys.Task(task), RedisKeys.Agents(task), RedisKeys.Feed(task)],
            [json, manifest.ToModelSchema().Hash, before ?? ""],
            cancellation);
        return Enum.Parse<TaskWrite>((string)result!);
    }

    public async Task<TaskRemoval> RemoveTaskAsync(TaskKey task, TaskManifest? standing, CancellationToken cancellation)
    {
        var before = standing is null ? null : Text(await redis.RunAsync(RedisKeys.Task(task), static (database, at) => database.HashGetAsync(at, "manifest"), cancellation));
        if (before is not null && !StoredJson.IsOf(before, standing, CartelJson.Default.TaskManifest)) return TaskRemoval.Overtaken;

        var result = await redis.ScriptAsync(
            RedisScripts.RemoveTask,
            [
                RedisKeys.Task(task), RedisKeys.Agents(task), RedisKeys.Transfers(task), RedisKeys.OpenTransfers(task),
                RedisKeys.Ratings(task, ""), RedisKeys.Zoo(task), RedisKeys.Feed(task), RedisKeys.Changes(task), RedisKeys.Removals(task),
            ],
            [RedisKeys.Transfer(task, "").ToString(), before ?? ""],
            cancellation);
        return Enum.Parse<TaskRemoval>((string)result!);
    }
}
