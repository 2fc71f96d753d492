using System.Globalization;
using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using StackExchange.Redis;

namespace Cartel.Registry.Store;

/// <content>What outlasts a transfer: ratings, past parts, recalls.</content>
internal sealed partial class RedisStore
{
    public async Task<Ratings> RatingsAsync(TaskKey task, string target, CancellationToken cancellation)
    {
        var ratings = new Ratings();
        await ReadRatingsAsync(ratings, task, scope: "", cancellation);
        if (target.Length > 0) await ReadRatingsAsync(ratings, task, target, cancellation);
        return ratings;
    }

    public async Task<Ratings> TogetherAsync(TaskKey task, string target, CancellationToken cancellation)
    {
        var ratings = new Ratings();
        await ReadRatingsAsync(ratings, task, target, cancellation);
        return ratings;
    }

    public async Task RequestPartsAsync(
        AgentKey donor, string transferId, IReadOnlyList<string> sha256, DateTimeOffset at, CancellationToken cancellation)
    {
        await redis.ScriptAsync(
            RedisScripts.RequestParts,
            [RedisKeys.Agent(donor), RedisKeys.Inbox(donor)],
            [transferId, (long)Keep.PartRequests.TotalMilliseconds, MostInbox, .. sha256.Select(static hash => (RedisValue)hash)],
            cancellation);
        bells.Ring(Bells.Inbox(donor));
    }

    public async Task<IReadOnlyList<ZooEntry>> ZooAsync(TaskKey task, CancellationToken cancellation)
    {
        var entries = await redis.RunAsync(RedisKeys.Zoo(task), static (database, at) => database.HashGetAllAsync(at), cancellation);
        return
        [
            .. entries.Select(static entry => StoredJson.Read(Text(entry.Value)!, CartelJson.Default.ZooEntry))
                .OrderBy(static entry => entry.Id, StringComparer.Ordinal),
        ];
    }

    public Task ChangeZooAsync(TaskKey task, ZooChange change, CancellationToken cancellation) => redis.ScriptAsync(
        RedisScripts.ChangeZoo,
        [RedisKeys.Zoo(task), RedisKeys.Task(task), RedisKeys.Feed(task)],
        [
            change.Added?.Id ?? "", change.Added is { } added ? StoredJson.Write(added, CartelJson.Default.ZooEntry) : "",
            .. change.Removed.Select(static id => (RedisValue)id),
        ],
        cancellation);

    // An emptied store counts from the beginning again, below what it had.
    public async Task<long> RecallNumberAsync(string ns, CancellationToken cancellation)
    {
        var number = await redis.RunAsync(RedisKeys.RecallNumber(ns), static (database, at) => database.StringGetAsync(at), cancellation);
        return number.IsNull ? 0 : (long)number;
    }

    public async Task<IReadOnlySet<string>> RecalledAsync(string ns, CancellationToken cancellation)
    {
        var hashes = await redis.RunAsync(RedisKeys.Recalled(ns), static (database, at) => database.SortedSetRangeByRankAsync(at), cancellation);
        return hashes.Select(static hash => Text(hash)!).ToHashSet(StringComparer.Ordinal);
    }

    public async Task RecallAsync(string ns, IReadOnlyList<string> sha256, DateTimeOffset at, NewEvent recalled, CancellationToken cancellation)
    {
        await redis.ScriptAsync(
            RedisScripts.Recall,
            [RedisKeys.Recalled(ns), RedisKeys.RecallNumber(ns)],
            [at.ToUnixTimeMilliseconds(), Keep.RecalledParts, .. sha256.Select(static hash => (RedisValue)hash)],
            cancellation);
        // The order matters: an event without its recall would be a lie, and a recall that is repeated makes up for a lost event.
        await AppendAsync(ns, [Pending(recalled)], cancellation);
    }

    // The rest Redis forgets by itself.
    public async Task TidyAsync(TaskKey task, DateTimeOffset now, CancellationToken cancellation)
    {
        var key = RedisKeys.Ratings(task, "");
        var entries = await redis.RunAsync(key, static (database, at) => database.HashGetAllAsync(at), cancellation);
        RedisValue[] old = [.. entries.Where(entry => now - Record(Text(entry.Value)!).At > Keep.Ratings).Select(static entry => entry.Name)];
        if (old.Length > 0) await redis.RunAsync(key, (database, at) => database.HashDeleteAsync(at, old), cancellation);

        var oldest = (now - _retention.EventAge).UtcDateTime.ToString("s", CultureInfo.InvariantCulture);
        var ns = task.Namespace;
        await redis.ScriptAsync(
            RedisScripts.DropOldEvents, [RedisKeys.Events(ns), RedisKeys.EventKeys(ns), RedisKeys.EventBytes(ns)], [oldest], cancellation);
    }

    private async Task ReadRatingsAsync(Ratings ratings, TaskKey task, string scope, CancellationToken cancellation)
    {
        foreach (var entry in await redis.RunAsync(RedisKeys.Ratings(task, scope), static (database, at) => database.HashGetAllAsync(at), cancellation))
            ratings.Set(RatedSubject.Parse(scope, Text(entry.Name)!), Record(Text(entry.Value)!));
    }

    private static string Line(Rating rating, string target)
    {
        var (_, subject) = RatedSubject.Text(rating.Of, rating.Name, target);
        return string.Create(CultureInfo.InvariantCulture, $"{rating.Of} {subject} {rating.Kept:R} {rating.Refused:R}\n");
    }

    private static DonorRecord Record(string text)
    {
        var fields = text.Split(' ');
        return new DonorRecord(
            double.Parse(fields[0], CultureInfo.InvariantCulture),
            double.Parse(fields[1], CultureInfo.InvariantCulture),
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(fields[2], CultureInfo.InvariantCulture)));
    }
}
