using System.Globalization;
using StackExchange.Redis;

namespace Cartel.Registry.Store;

/// <summary>The relay in Redis, shared by all replicas.</summary>
/// <remarks>
/// A part's bytes lie in chunks under a name of their upload, in the slot of the part; the index, in one slot of its own, names the upload once all
/// chunks are there. So a part is seen whole or not at all, and a replica that dies leaves chunks that expire by themselves. Should Redis have lost
/// some chunks (it may evict, or one node of a cluster was emptied), the part is forgotten when it is opened.
/// </remarks>
internal sealed class RedisParts(RedisConnection redis, Bells bells, TimeProvider time, PartLimits limits) : IPartStore, IAsyncDisposable
{
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    private readonly RedisChunks _chunks = new(redis);
    private IReadOnlySet<PartKey> _kept = new HashSet<PartKey>();

    public async ValueTask DisposeAsync()
    {
        await redis.DisposeAsync();
        _chunks.Dispose();
    }

    public async Task<Relayed> LookAsync(string ns, IReadOnlyCollection<string> sha256, CancellationToken cancellation)
    {
        var seen = new Relayed();
        if (sha256.Count == 0) return seen;

        var found = (RedisValue[])(await redis.ScriptAsync(
            RedisPartScripts.Look, [RedisKeys.Parts, RedisKeys.NewerParts], [.. sha256.Select(hash => (RedisValue)$"{ns}/{hash}")], cancellation))!;
        foreach (var (hash, i) in sha256.Select(static (hash, i) => (hash, i)))
        {
            var head = PartHead.Parse(found[2 * i]);
            if (((string)found[(2 * i) + 1]!).Split(' ') is [var newer, var ticks]) seen.Set(hash, head is not null, newer[(ns.Length + 1)..], Time(ticks));
            else seen.Set(hash, head is not null, hash, head?.UploadedAt);
        }

        return seen;
    }

    public async Task<Stream?> OpenAsync(string ns, string sha256, CancellationToken cancellation)
    {
        var part = new PartKey(ns, sha256);
        if (await HeadAsync(part, cancellation) is not { } head) return null;
        if ((head.Bytes == 0 ? [] : await _chunks.TryReadAsync(part, head.Upload, 0, cancellation)) is not { } first)
        {
            await ForgetAsync(part, head, cancellation);
            return null;
        }

        await redis.RunAsync(RedisKeys.UsedParts, (database, at) => database.SortedSetAddAsync(at, Member(part), time.GetUtcNow().ToUnixTimeMilliseconds(), When.Exists), cancellation);
        return new RedisPartStream(_chunks, part, head, first);
    }

    public async Task<Upload> StoreAsync(string ns, string sha256, string? replaces, Stream content, CancellationToken cancellation)
    {
        var part = new PartKey(ns, sha256);
        var replaced = replaces is null || replaces == sha256 ? "" : $"{ns}/{replaces}";
        var upload = await RepeatAsync(part, replaced, cancellation) ? Upload.AlreadyThere : await UploadAsync(part, replaced, content, cancellation);
        if (upload is not (Upload.Stored or Upload.AlreadyThere)) return upload;

        bells.Ring(Bells.Part(sha256));
        if (replaces is not null) bells.Ring(Bells.Part(replaces));
        return upload;
    }

    public async Task RemoveAsync(string ns, string sha256, CancellationToken cancellation)
    {
        var part = new PartKey(ns, sha256);
        if (await HeadAsync(part, cancellation) is { } head) await ForgetAsync(part, head, cancellation);
    }

    public async Task TidyAsync(IReadOnlySet<PartKey> keep, CancellationToken cancellation)
    {
        _kept = keep;
        var oldest = time.GetUtcNow() - limits.Lifetime;
        foreach (var (part, head) in await HeadsAsync(cancellation))
        {
            if (keep.Contains(part)) await ExtendAsync(part, head, cancellation);
            else if (head.UploadedAt < oldest) await ForgetAsync(part, head, cancellation);
        }

        var pointers = await redis.RunAsync(RedisKeys.NewerParts, static (database, at) => database.HashGetAllAsync(at), cancellation);
        RedisValue[] old = [.. pointers.Where(one => Time(((string)one.Value!).Split(' ')[1]) < oldest).Select(static one => one.Name)];
        if (old.Length > 0) await redis.RunAsync(RedisKeys.NewerParts, (database, at) => database.HashDeleteAsync(at, old), cancellation);
    }

    private async Task<bool> RepeatAsync(PartKey part, string replaced, CancellationToken cancellation)
    {
        if (await HeadAsync(part, cancellation) is not { } head) return false;
        if (await ExtendAsync(part, head, cancellation)) return await SettleAsync(part, "", 0, replaced, cancellation) is { Before: not null };

        await ForgetAsync(part, head, cancellation);
        return false;
    }

    private async Task<Upload> UploadAsync(PartKey part, string replaced, Stream content, CancellationToken cancellation)
    {
        var head = new PartHead(Guid.NewGuid().ToString("N"), 0, default);
        var keepsChunks = false;
        try
        {
            var (bytes, flaw) = await _chunks.WriteAsync(part, head.Upload, content, limits.LargestPart, Slack, cancellation);
            head = head with { Bytes = bytes };
            if (flaw is not null) return flaw.Value;
            if (!await ExtendAsync(part, head, cancellation)) throw new StoreUnavailableException("Redis", $"the upload of {part.Sha256} took more than {Slack.TotalHours} h");

            var settled = await SettleAsync(part, head.Upload, bytes, replaced, cancellation);
            keepsChunks = settled.Before is null;
            if (settled.AllBytes > limits.Budget) await MakeRoomAsync(part, cancellation);
            return keepsChunks ? Upload.Stored : Upload.AlreadyThere;
        }
        finally
        {
            if (!keepsChunks) await _chunks.TryDeleteAsync(part, head, limits.LargestPart);
        }
    }

    private async Task<(PartHead? Before, long AllBytes)> SettleAsync(PartKey part, string upload, long bytes, string replaced, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var result = (RedisValue[])(await redis.ScriptAsync(
            RedisPartScripts.Settle,
            [RedisKeys.Parts, RedisKeys.NewerParts, RedisKeys.UsedParts, RedisKeys.PartBytes],
            [Member(part), upload, bytes, now.ToUnixTimeMilliseconds(), now.UtcTicks, replaced],
            cancellation))!;
        return (PartHead.Parse(result[0]), (long)result[1]);
    }

    private Task<bool> ExtendAsync(PartKey part, PartHead head, CancellationToken cancellation) =>
        _chunks.ExtendAsync(part, head, limits.Lifetime + Slack, cancellation);

    private async Task MakeRoomAsync(PartKey stored, CancellationToken cancellation)
    {
        var heads = await HeadsAsync(cancellation);
        var used = await redis.RunAsync(RedisKeys.UsedParts, static (database, at) => database.SortedSetRangeByRankWithScoresAsync(at), cancellation);
        var uses = used.Select(one => (Key: Key(one.Element!), At: DateTimeOffset.FromUnixTimeMilliseconds((long)one.Score)))
            .Where(one => heads.ContainsKey(one.Key))
            .Select(one => new PartUse(one.Key, heads[one.Key].Bytes, one.At, _kept.Contains(one.Key))).ToList();
        foreach (var victim in limits.Victims(uses, stored)) await ForgetAsync(victim.Key, heads[victim.Key], cancellation);
    }

    private async Task ForgetAsync(PartKey part, PartHead head, CancellationToken cancellation)
    {
        var forgotten = (bool)await redis.ScriptAsync(
            RedisPartScripts.Forget, [RedisKeys.Parts, RedisKeys.UsedParts, RedisKeys.PartBytes], [Member(part), head.ToString()], cancellation);
        if (forgotten) await _chunks.TryDeleteAsync(part, head, limits.LargestPart);
    }

    private async Task<PartHead?> HeadAsync(PartKey part, CancellationToken cancellation) =>
        PartHead.Parse(await redis.RunAsync(RedisKeys.Parts, (database, at) => database.HashGetAsync(at, Member(part)), cancellation));

    private async Task<Dictionary<PartKey, PartHead>> HeadsAsync(CancellationToken cancellation)
    {
        var entries = await redis.RunAsync(RedisKeys.Parts, static (database, at) => database.HashGetAllAsync(at), cancellation);
        return entries.ToDictionary(static entry => Key(entry.Name!), static entry => PartHead.Parse(entry.Value)!);
    }

    private static RedisValue Member(PartKey part) => $"{part.Namespace}/{part.Sha256}";

    private static PartKey Key(RedisValue member)
    {
        var text = (string)member!;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return new PartKey(text[..slash], text[(slash + 1)..]);
    }

    private static DateTimeOffset Time(string ticks) => new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
