using Cartel.Collaboration;
using Cartel.Protocol;
using StackExchange.Redis;

namespace Cartel.Registry.Store;

internal sealed partial class RedisStore
{
    private const int MostInbox = 1_000;

    public async Task<Opening> OpenTransferAsync(
        TaskKey task, Transfer transfer, Idempotency idempotency, IReadOnlyList<NewEvent> events, CancellationToken cancellation)
    {
        var result = (RedisValue[])(await redis.ScriptAsync(
            RedisScripts.OpenTransfer,
            [RedisKeys.Idempotency(task, idempotency), RedisKeys.Transfers(task), RedisKeys.OpenTransfers(task), RedisKeys.PendingEvents(task)],
            [
                idempotency.BodyHash, (long)Idempotency.Lifetime.TotalMilliseconds, RedisKeys.Transfer(task, "").ToString(), transfer.Id,
                StoredJson.Write(transfer), TransferChange.IsOpen(transfer) ? 1 : 0, Keep.Transfers, .. events.Select(Pending),
            ],
            cancellation))!;
        await CarryAsync(task, cancellation);
        var outcome = Enum.Parse<IdempotencyOutcome>(Text(result[0])!);
        return new Opening(outcome, outcome is IdempotencyOutcome.Conflict ? null : StoredJson.Transfer(Text(result[1])!));
    }

    public async Task<Opening?> FindOpeningAsync(TaskKey task, Idempotency idempotency, CancellationToken cancellation)
    {
        var known = await redis.RunAsync(RedisKeys.Idempotency(task, idempotency), static (database, at) => database.HashGetAsync(at, ["bodyHash", "transfer"]), cancellation);
        if (known[0].IsNull) return null;
        if (Text(known[0]) != idempotency.BodyHash) return new Opening(IdempotencyOutcome.Conflict, null);

        return await FindTransferAsync(task, Text(known[1])!, cancellation) is { } found
            ? new Opening(IdempotencyOutcome.Replayed, found.Transfer)
            : null;
    }

    public async Task<StoredTransfer?> FindTransferAsync(TaskKey task, string id, CancellationToken cancellation)
    {
        var fields = await redis.RunAsync(RedisKeys.Transfer(task, id), static (database, at) => database.HashGetAsync(at, ["body", "version"]), cancellation);
        return Text(fields[0]) is { } body ? new StoredTransfer(StoredJson.Transfer(body), (long)fields[1]) : null;
    }

    public async Task<IReadOnlyList<Transfer>> TransfersAsync(TaskKey task, string? afterId, int count, CancellationToken cancellation)
    {
        var bodies = (RedisValue[])(await redis.ScriptAsync(
            RedisScripts.Transfers, [RedisKeys.Transfers(task)], [RedisKeys.Transfer(task, "").ToString(), afterId is null ? "+" : $"({afterId}", count], cancellation))!;
        return [.. bodies.Select(static body => StoredJson.Transfer(Text(body)!))];
    }

    public async Task<IReadOnlyList<StoredTransfer>> OpenTransfersAsync(TaskKey task, CancellationToken cancellation)
    {
        var ids = await redis.RunAsync(RedisKeys.OpenTransfers(task), static (database, at) => database.SetMembersAsync(at), cancellation);
        var found = new List<StoredTransfer>(ids.Length);
        foreach (var some in ids.Chunk(AtOnce))
            found.AddRange((await Task.WhenAll(some.Select(id => FindTransferAsync(task, Text(id)!, cancellation)))).OfType<StoredTransfer>());
        return [.. found.OrderBy(static stored => stored.Transfer.Id, StringComparer.Ordinal)];
    }

    public async Task<bool> ReplaceTransferAsync(TaskKey task, TransferChange change, CancellationToken cancellation)
    {
        var (id, donor) = (change.After.Id, task.Agent(change.After.Donor ?? ""));
        var replaced = (bool)await redis.ScriptAsync(
            RedisScripts.ReplaceTransfer,
            [
                RedisKeys.Transfer(task, id), RedisKeys.OpenTransfers(task), RedisKeys.PendingEvents(task),
                RedisKeys.Agent(donor), RedisKeys.Inbox(donor), RedisKeys.Ratings(task, ""), RedisKeys.Ratings(task, change.After.Target), RedisKeys.Feed(task),
            ],
            [
                id, change.Before.Version, StoredJson.Write(change.After), TransferChange.IsOpen(change.After) ? 1 : 0,
                change.Event is { } happened ? Pending(happened) : "",
                string.Concat(change.Ratings.Select(rating => Line(rating, change.After.Target))),
                (long)Keep.PartRequests.TotalMilliseconds, MostInbox,
                change.After.UpdatedAt.ToUnixTimeMilliseconds(), (long)DonorRecord.HalfLife.TotalMilliseconds, (long)Keep.Ratings.TotalMilliseconds,
                .. change.Wanted.Select(static sha256 => (RedisValue)sha256),
            ],
            cancellation);
        await CarryAsync(task, cancellation);
        if (replaced && change.Wanted.Count > 0) bells.Ring(Bells.Inbox(donor));
        return replaced;
    }

    public async Task<IReadOnlyList<PartRequest>> InboxAsync(AgentKey agent, long after, CancellationToken cancellation)
    {
        var last = await redis.RunAsync(RedisKeys.Agent(agent), static (database, at) => database.HashGetAsync(at, "inboxCursor"), cancellation);
        var from = after > (last.IsNull ? 0 : (long)last) ? 0 : after;
        var items = await redis.RunAsync(RedisKeys.Inbox(agent), (database, at) => database.SortedSetRangeByScoreWithScoresAsync(at, start: from, exclude: Exclude.Start), cancellation);
        return [.. items.Select(static item =>
        {
            var (transfer, sha256) = Split(item.Element);
            return new PartRequest((long)item.Score, transfer, sha256);
        })];
    }
}
