using System.Globalization;
using StackExchange.Redis;

namespace Cartel.Registry.Store;

/// <summary>The store in Redis: for any number of registry replicas.</summary>
/// <remarks>
/// Each change is one Lua script on the keys of one task, which are one slot of a cluster. Its events are written with it
/// into a pending list of that slot, and carried from there into the namespace's log: at once, or by the next sweep of any
/// replica if this one dies in between. The log takes each event's key once, so that carrying twice does no harm.
/// </remarks>
internal sealed partial class RedisStore(RedisConnection redis, Bells bells, Retention? retention = null) : IMetadataStore
{
    private const int CarryAtOnce = 100;

    public bool IsShared => true;

    private readonly SharedRuns<TaskKey> _carries = new();
    private readonly Retention _retention = retention ?? Retention.Default;

    // A write, since a Redis that is full, or a replica, can still be read; and a script, as all that matters is: the client takes a
    // script wherever the cluster sends it, but a plain SET to no node that it still holds for a replica.
    public async Task<string?> PingAsync(CancellationToken cancellation)
    {
        await redis.ScriptAsync(RedisScripts.Ping, [RedisKeys.Ready], [], cancellation);
        return redis.Trouble;
    }

    public ValueTask DisposeAsync() => redis.DisposeAsync();

    // Many at once would each carry what all have left.
    public Task DeliverAsync(TaskKey task, CancellationToken cancellation) => _carries.RunAsync(task, () => CarryAllAsync(task)).WaitAsync(cancellation);

    private async Task CarryAllAsync(TaskKey task)
    {
        RedisValue[] pending;
        do
        {
            pending = await redis.RunAsync(RedisKeys.PendingEvents(task), static (database, at) => database.ListRangeAsync(at, 0, CarryAtOnce - 1), CancellationToken.None);
            if (pending.Length == 0) return;

            await AppendAsync(task.Namespace, pending, CancellationToken.None);
            await redis.ScriptAsync(RedisScripts.RemovePending, [RedisKeys.PendingEvents(task)], pending, CancellationToken.None);
        }
        while (pending.Length == CarryAtOnce);
    }

    private async Task AppendAsync(string ns, RedisValue[] pending, CancellationToken cancellation)
    {
        RedisKey[] log = [RedisKeys.Events(ns), RedisKeys.EventKeys(ns), RedisKeys.EventBytes(ns), RedisKeys.EventNumber(ns)];
        await redis.ScriptAsync(RedisScripts.AppendEvents, log, [Keep.Events, _retention.EventBytes, .. pending], cancellation);
        bells.Ring(Bells.Events(ns));
    }

    // The step has been taken, whatever happens now: if its events cannot be carried, the sweep will do it.
    private async Task CarryAsync(TaskKey task, CancellationToken cancellation)
    {
        try
        {
            await DeliverAsync(task, cancellation);
        }
        catch (Exception cause) when (cause is StoreUnavailableException or OperationCanceledException)
        {
        }
    }

    private static RedisValue Pending(NewEvent happened) => $"{happened.Key}\n{StoredJson.Write(happened.Event)}";

    private static RedisValue Ticks(DateTimeOffset time) => time.UtcTicks;

    private static DateTimeOffset Time(string ticks) => new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero);

    private static string? Text(RedisValue value) => value.IsNull ? null : (string?)value;

    private static (string Head, string Tail) Split(RedisValue value)
    {
        var text = ((string?)value)!;
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return (text[..end], text[(end + 1)..]);
    }
}
