using System.Globalization;
using Cartel.Protocol;
using StackExchange.Redis;

namespace Cartel.Registry.Store;

/// <summary>Identities in Redis, for any number of registry replicas.</summary>
/// <remarks>What concerns one namespace is one slot of a cluster, and so is what concerns the whole registry; the revision is raised after
/// the change that it tells of, so whoever sees the former revision sees the change a moment later.</remarks>
internal sealed class RedisIdentities(RedisConnection redis) : IIdentityStore
{
    private const int Stretch = 500;

    public async Task<long> RevisionAsync(CancellationToken cancellation)
    {
        var revision = await redis.RunAsync(RedisKeys.IdentityRevision, static (database, at) => database.StringGetAsync(at), cancellation);
        return revision.IsNull ? 0 : (long)revision;
    }

    public async Task<StoredIdentity?> FindIdentityAsync(string ns, string agent, CancellationToken cancellation)
    {
        var fields = await redis.RunAsync(RedisKeys.Identity(ns, agent), static (database, at) => database.HashGetAsync(at, ["body", "version"]), cancellation);
        return fields[0].IsNull ? null : new StoredIdentity(StoredJson.Read((string)fields[0]!, IdentityJson.Default.Identity), (long)fields[1]);
    }

    public async Task<IReadOnlyList<Identity>> IdentitiesAsync(string ns, string after, int count, CancellationToken cancellation)
    {
        var names = await redis.RunAsync(RedisKeys.Identities(ns), (database, at) => database.SortedSetRangeByValueAsync(at, after.Length > 0 ? after : RedisValue.Null, RedisValue.Null, Exclude.Start, 0L, count), cancellation);
        var found = await Task.WhenAll(names.Select(name => FindIdentityAsync(ns, (string)name!, cancellation)));
        return [.. found.OfType<StoredIdentity>().Select(static stored => stored.Identity)];
    }

    public async Task<bool> ReplaceIdentityAsync(string ns, StoredIdentity before, Identity after, CancellationToken cancellation)
    {
        var replaced = await redis.ScriptAsync(
            RedisIdentityScripts.ReplaceIdentity,
            [RedisKeys.Identity(ns, after.Agent)],
            [before.Version, StoredJson.Write(after, IdentityJson.Default.Identity)],
            cancellation);
        if ((long)replaced == 0) return false;

        await redis.RunAsync(RedisKeys.IdentityRevision, static (database, at) => database.StringIncrementAsync(at), cancellation);
        return true;
    }

    public async Task<EnrollmentOutcome> EnrollAsync(string ns, Enrolment enrolment, CancellationToken cancellation)
    {
        var agent = enrolment.After.Agent;
        var outcome = await redis.ScriptAsync(
            RedisIdentityScripts.Enroll,
            [RedisKeys.EnrollmentToken(ns, enrolment.TokenHash), RedisKeys.Identity(ns, agent), RedisKeys.Identities(ns)],
            [
                agent, enrolment.Before, StoredJson.Write(enrolment.After, IdentityJson.Default.Identity), enrolment.Use,
                enrolment.At.ToUnixTimeMilliseconds(),
            ],
            cancellation);
        return Enum.Parse<EnrollmentOutcome>((string)outcome!);
    }

    public async Task<StoredEnrollmentToken?> FindEnrollmentTokenAsync(string ns, string hash, CancellationToken cancellation)
    {
        var fields = await redis.RunAsync(RedisKeys.EnrollmentToken(ns, hash), static (database, at) => database.HashGetAsync(at, ["body", "used"]), cancellation);
        return fields[0].IsNull
            ? null
            : new StoredEnrollmentToken(hash, StoredJson.Read((string)fields[0]!, IdentityJson.Default.EnrollmentToken), (int)fields[1]);
    }

    public async Task<IReadOnlyList<StoredEnrollmentToken>> EnrollmentTokensAsync(string ns, DateTimeOffset now, CancellationToken cancellation)
    {
        var gone = (now - Keep.SpentTokens).ToUnixTimeMilliseconds();
        await redis.RunAsync(RedisKeys.EnrollmentTokens(ns), (database, at) => database.SortedSetRemoveRangeByScoreAsync(at, double.NegativeInfinity, gone), cancellation);
        var hashes = await redis.RunAsync(RedisKeys.EnrollmentTokens(ns), static (database, at) => database.SortedSetRangeByRankAsync(at), cancellation);
        var found = await Task.WhenAll(hashes.Select(hash => FindEnrollmentTokenAsync(ns, (string)hash!, cancellation)));
        return [.. found.OfType<StoredEnrollmentToken>().OrderBy(static stored => stored.Token.Id, StringComparer.Ordinal)];
    }

    public Task AddEnrollmentTokenAsync(string ns, string hash, EnrollmentToken token, CancellationToken cancellation) => redis.ScriptAsync(
        RedisIdentityScripts.AddEnrollmentToken,
        [RedisKeys.EnrollmentToken(ns, hash), RedisKeys.EnrollmentTokens(ns)],
        [
            hash, StoredJson.Write(token, IdentityJson.Default.EnrollmentToken), token.Uses, token.ExpiresAt.ToUnixTimeMilliseconds(),
            (token.ExpiresAt + Keep.SpentTokens).ToUnixTimeMilliseconds(),
        ],
        cancellation);

    public async Task<bool> RemoveEnrollmentTokenAsync(string ns, string hash, CancellationToken cancellation) => (long)await redis.ScriptAsync(
        RedisIdentityScripts.RemoveEnrollmentToken, [RedisKeys.EnrollmentToken(ns, hash), RedisKeys.EnrollmentTokens(ns)], [hash], cancellation) > 0;

    public async Task<StoredApiToken?> FindApiTokenAsync(string hash, CancellationToken cancellation)
    {
        var body = await redis.RunAsync(RedisKeys.ApiTokens, (database, at) => database.HashGetAsync(at, hash), cancellation);
        return body.IsNull ? null : new StoredApiToken(hash, StoredJson.Read((string)body!, IdentityJson.Default.ApiToken), null);
    }

    public async Task<IReadOnlyList<StoredApiToken>> ApiTokensAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var bodies = await redis.RunAsync(RedisKeys.ApiTokens, static (database, at) => database.HashGetAllAsync(at), cancellation);
        var uses = (await redis.RunAsync(RedisKeys.ApiTokenUses, static (database, at) => database.HashGetAllAsync(at), cancellation))
            .ToDictionary(static entry => (string)entry.Name!, static entry => new DateTimeOffset((long)entry.Value, TimeSpan.Zero), StringComparer.Ordinal);
        var found = bodies.Select(entry => new StoredApiToken(
            (string)entry.Name!, StoredJson.Read((string)entry.Value!, IdentityJson.Default.ApiToken), uses.TryGetValue((string)entry.Name!, out var at) ? at : null)).ToList();
        foreach (var spent in found.Where(stored => stored.IsSpentAt(now))) await RemoveApiTokenAsync(spent.Hash, cancellation);
        return [.. found.Where(stored => !stored.IsSpentAt(now)).OrderBy(static stored => stored.Token.Id, StringComparer.Ordinal)];
    }

    public Task AddApiTokenAsync(string hash, ApiToken token, CancellationToken cancellation) => redis.RunAsync(RedisKeys.ApiTokens, (database, at) => database.HashSetAsync(at, hash, StoredJson.Write(token, IdentityJson.Default.ApiToken)), cancellation);

    public async Task<bool> RemoveApiTokenAsync(string hash, CancellationToken cancellation) => (long)await redis.ScriptAsync(
        RedisIdentityScripts.RemoveApiToken, [RedisKeys.ApiTokens, RedisKeys.ApiTokenUses, RedisKeys.IdentityRevision], [hash], cancellation) > 0;

    public Task TouchApiTokenAsync(string hash, DateTimeOffset at, CancellationToken cancellation) => redis.ScriptAsync(
        RedisIdentityScripts.TouchApiToken, [RedisKeys.ApiTokens, RedisKeys.ApiTokenUses], [hash, at.UtcTicks], cancellation);

    public Task AuditAsync(string ns, AuditEntry entry, CancellationToken cancellation) => redis.ScriptAsync(
        RedisIdentityScripts.Audit,
        [RedisKeys.Audit, RedisKeys.AuditNumber],
        [Keep.AuditEntries, $"{ns}\n{StoredJson.Write(entry, IdentityJson.Default.AuditEntry)}"],
        cancellation);

    public async Task<IReadOnlyList<AuditEntry>> AuditAsync(string? ns, long before, int count, CancellationToken cancellation)
    {
        var found = new List<AuditEntry>();
        while (found.Count < count)
        {
            var last = before;
            var stretch = await redis.RunAsync(RedisKeys.Audit, (database, at) => database.SortedSetRangeByScoreAsync(at, double.NegativeInfinity, last, Exclude.Stop, Order.Descending, 0L, Stretch), cancellation);
            foreach (var value in stretch)
            {
                var parts = ((string)value!).Split('\n', 3);
                before = long.Parse(parts[0], CultureInfo.InvariantCulture);
                if (found.Count < count && (ns is null || ns == parts[1]))
                    found.Add(StoredJson.Read(parts[2], IdentityJson.Default.AuditEntry) with { Number = before });
            }

            if (stretch.Length < Stretch) break;
        }

        return found;
    }

    public ValueTask DisposeAsync() => redis.DisposeAsync();
}
