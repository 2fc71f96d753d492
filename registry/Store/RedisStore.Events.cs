using Cartel.Protocol;
using StackExchange.Redis;

namespace Cartel.Registry.Store;

internal sealed partial class RedisStore
{
    public async Task<IdempotencyOutcome> SignalAsync(TaskKey task, Idempotency idempotency, NewEvent signal, CancellationToken cancellation)
    {
        var result = await redis.ScriptAsync(
            RedisScripts.Signal,
            [RedisKeys.Idempotency(task, idempotency), RedisKeys.PendingEvents(task)],
            [idempotency.BodyHash, (long)Idempotency.Lifetime.TotalMilliseconds, Pending(signal)],
            cancellation);
        await CarryAsync(task, cancellation);
        return Enum.Parse<IdempotencyOutcome>((string)result!);
    }

    public async Task<EventPage> EventsAsync(string ns, long after, int limit, CancellationToken cancellation)
    {
        var result = (RedisResult[])(await redis.ScriptAsync(
            RedisScripts.ReadEvents, [RedisKeys.Events(ns), RedisKeys.Epoch(ns)], [after, limit, Guid.NewGuid().ToString("N")[..8]], cancellation))!;
        var epoch = (string)result[0]!;
        var items = ((RedisValue[])result[3]!).Select(item =>
        {
            var (number, json) = Split(item);
            return StoredJson.Read(json, CartelJson.Default.CartelEvent) with { Id = $"{epoch}-{number}" };
        });
        return new EventPage(epoch, (long)result[1], (long)result[2], [.. items]);
    }

    public async Task<long> EventTailAsync(string ns, int count, CancellationToken cancellation)
    {
        var before = await redis.RunAsync(RedisKeys.Events(ns), (database, at) => database.SortedSetRangeByRankWithScoresAsync(at, -count - 1, -count - 1), cancellation);
        return before.Length == 0 ? 0 : (long)before[0].Score;
    }
}
