using Cartel.Protocol;
using Cartel.Sqlite;

namespace Cartel.Registry.Store;

/// <summary>Identities in a SQLite file of their own, which the command <c>token</c> may change while the registry runs.</summary>
/// <remarks>One connection behind one lock; unlike metadata, which agents publish again, every commit survives a power cut.</remarks>
internal sealed class EmbeddedIdentities : IIdentityStore
{
    /// <summary>Its name in the registry's data folder.</summary>
    public const string FileName = "identities.db";

    private readonly SqliteDatabase _database;
    private readonly Lock _one = new();

    public EmbeddedIdentities(string file)
    {
        try
        {
            _database = SqliteDatabase.Open(file, SqliteSync.Full);
            _database.ExecuteScript(EmbeddedIdentitySchema.Script);
            // Hashes only, but of whom and when is nobody else's business.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_database.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        catch (SqliteException cause)
        {
            _database?.Dispose();
            throw new StoreUnavailableException(file, cause.Message, cause);
        }
    }

    public Task<long> RevisionAsync(CancellationToken cancellation) =>
        Read(static database => database.Query("SELECT number FROM revision", static row => row.Long(0))[0]);

    public Task<StoredIdentity?> FindIdentityAsync(string ns, string agent, CancellationToken cancellation) => Read(database =>
        database.TryQueryFirst(
            "SELECT body, version FROM identities WHERE ns = ? AND agent = ?",
            static row => new StoredIdentity(StoredJson.Read(row.Text(0), IdentityJson.Default.Identity), row.Long(1)), out var found, ns, agent)
            ? found
            : null);

    public Task<IReadOnlyList<Identity>> IdentitiesAsync(string ns, string after, int count, CancellationToken cancellation) =>
        Read<IReadOnlyList<Identity>>(database => database.Query(
            "SELECT body FROM identities WHERE ns = ? AND agent > ? ORDER BY agent LIMIT ?",
            static row => StoredJson.Read(row.Text(0), IdentityJson.Default.Identity), ns, after, count));

    public Task<bool> ReplaceIdentityAsync(string ns, StoredIdentity before, Identity after, CancellationToken cancellation) => Write(database =>
    {
        var replaced = database.Execute(
            "UPDATE identities SET body = ?, version = version + 1 WHERE ns = ? AND agent = ? AND version = ?",
            StoredJson.Write(after, IdentityJson.Default.Identity), ns, after.Agent, before.Version) > 0;
        if (replaced) Raise();
        return replaced;
    });

    public Task<EnrollmentOutcome> EnrollAsync(string ns, Enrolment enrolment, CancellationToken cancellation) => Write(database =>
    {
        var (agent, hash) = (enrolment.After.Agent, enrolment.TokenHash);
        var known = database.TryQueryFirst(
            "SELECT uses, used, expires_at FROM enrollment_tokens WHERE ns = ? AND hash = ?",
            static row => (Uses: row.Long(0), Used: row.Long(1), Expires: row.Long(2)), out var token, ns, hash);
        if (!known) return EnrollmentOutcome.UnknownToken;

        var body = StoredJson.Write(enrolment.After, IdentityJson.Default.Identity);
        var stands = database.TryQueryFirst(
            "SELECT version, body FROM identities WHERE ns = ? AND agent = ?", static row => (Version: row.Long(0), Body: row.Text(1)), out var before, ns, agent);
        if ((stands ? before.Version : 0) != enrolment.Before) return EnrollmentOutcome.Raced;

        if (database.TryQueryFirst("SELECT 1 FROM enrollment_uses WHERE ns = ? AND hash = ? AND name = ?", static _ => true, out var used, ns, hash, enrolment.Use) && used)
            return before.Body == body ? EnrollmentOutcome.Again : EnrollmentOutcome.UsedUp;
        if (token.Expires <= enrolment.At.UtcTicks) return EnrollmentOutcome.Expired;
        if (token.Used >= token.Uses) return EnrollmentOutcome.UsedUp;

        database.Execute("UPDATE enrollment_tokens SET used = used + 1 WHERE ns = ? AND hash = ?", ns, hash);
        database.Execute("INSERT INTO enrollment_uses (ns, hash, name) VALUES (?, ?, ?)", ns, hash, enrolment.Use);
        database.Execute(
            """
            INSERT INTO identities (ns, agent, body, version) VALUES (?, ?, ?, 1)
            ON CONFLICT (ns, agent) DO UPDATE SET body = excluded.body, version = version + 1
            """,
            ns, agent, body);
        return EnrollmentOutcome.Enrolled;
    });

    public Task<StoredEnrollmentToken?> FindEnrollmentTokenAsync(string ns, string hash, CancellationToken cancellation) => Read(database =>
        database.TryQueryFirst(
            "SELECT hash, body, used FROM enrollment_tokens WHERE ns = ? AND hash = ?", ReadToken, out var found, ns, hash) ? found : null);

    public Task<IReadOnlyList<StoredEnrollmentToken>> EnrollmentTokensAsync(string ns, DateTimeOffset now, CancellationToken cancellation) =>
        Write<IReadOnlyList<StoredEnrollmentToken>>(database =>
        {
            database.Execute("DELETE FROM enrollment_tokens WHERE expires_at <= ?", (now - Keep.SpentTokens).UtcTicks);
            var found = database.Query("SELECT hash, body, used FROM enrollment_tokens WHERE ns = ?", ReadToken, ns);
            return [.. found.OrderBy(static stored => stored.Token.Id, StringComparer.Ordinal)];
        });

    public Task AddEnrollmentTokenAsync(string ns, string hash, EnrollmentToken token, CancellationToken cancellation) => Write(database =>
        database.Execute(
            "INSERT OR IGNORE INTO enrollment_tokens (ns, hash, body, uses, expires_at) VALUES (?, ?, ?, ?, ?)",
            ns, hash, StoredJson.Write(token, IdentityJson.Default.EnrollmentToken), token.Uses, token.ExpiresAt.UtcTicks));

    public Task<bool> RemoveEnrollmentTokenAsync(string ns, string hash, CancellationToken cancellation) => Write(database =>
        database.Execute("DELETE FROM enrollment_tokens WHERE ns = ? AND hash = ?", ns, hash) > 0);

    public Task<StoredApiToken?> FindApiTokenAsync(string hash, CancellationToken cancellation) => Read(database =>
        database.TryQueryFirst("SELECT hash, body, used_at FROM api_tokens WHERE hash = ?", ReadApiToken, out var found, hash) ? found : null);

    public Task<IReadOnlyList<StoredApiToken>> ApiTokensAsync(DateTimeOffset now, CancellationToken cancellation) => Write<IReadOnlyList<StoredApiToken>>(database =>
    {
        var found = database.Query("SELECT hash, body, used_at FROM api_tokens", ReadApiToken);
        foreach (var spent in found.Where(stored => stored.IsSpentAt(now))) database.Execute("DELETE FROM api_tokens WHERE hash = ?", spent.Hash);
        return [.. found.Where(stored => !stored.IsSpentAt(now)).OrderBy(static stored => stored.Token.Id, StringComparer.Ordinal)];
    });

    public Task AddApiTokenAsync(string hash, ApiToken token, CancellationToken cancellation) => Write(database => database.Execute(
        "INSERT OR IGNORE INTO api_tokens (hash, body) VALUES (?, ?)", hash, StoredJson.Write(token, IdentityJson.Default.ApiToken)));

    public Task<bool> RemoveApiTokenAsync(string hash, CancellationToken cancellation) => Write(database =>
    {
        var removed = database.Execute("DELETE FROM api_tokens WHERE hash = ?", hash) > 0;
        Raise();
        return removed;
    });

    public Task TouchApiTokenAsync(string hash, DateTimeOffset at, CancellationToken cancellation) =>
        Write(database => database.Execute("UPDATE api_tokens SET used_at = ? WHERE hash = ?", at.UtcTicks, hash));

    public Task AuditAsync(string ns, AuditEntry entry, CancellationToken cancellation) => Write(database =>
    {
        database.Execute("INSERT INTO audit (ns, body) VALUES (?, ?)", ns, StoredJson.Write(entry, IdentityJson.Default.AuditEntry));
        return database.Execute("DELETE FROM audit WHERE number <= ?", database.LastInsertedRow - Keep.AuditEntries);
    });

    public Task<IReadOnlyList<AuditEntry>> AuditAsync(string? ns, long before, int count, CancellationToken cancellation) =>
        Read<IReadOnlyList<AuditEntry>>(database => database.Query(
            "SELECT number, body FROM audit WHERE number < ? AND (? IS NULL OR ns = ?) ORDER BY number DESC LIMIT ?",
            static row => StoredJson.Read(row.Text(1), IdentityJson.Default.AuditEntry) with { Number = row.Long(0) }, before, ns, ns, count));

    public ValueTask DisposeAsync()
    {
        lock (_one) _database.Dispose();
        return ValueTask.CompletedTask;
    }

    private static StoredEnrollmentToken ReadToken(SqliteRow row) =>
        new(row.Text(0), StoredJson.Read(row.Text(1), IdentityJson.Default.EnrollmentToken), (int)row.Long(2));

    private static StoredApiToken ReadApiToken(SqliteRow row) => new(
        row.Text(0), StoredJson.Read(row.Text(1), IdentityJson.Default.ApiToken), row.IsNull(2) ? null : new DateTimeOffset(row.Long(2), TimeSpan.Zero));

    private void Raise() => _database.Execute("UPDATE revision SET number = number + 1");

    private Task<T> Read<T>(Func<SqliteDatabase, T> step)
    {
        lock (_one)
        {
            try
            {
                return Task.FromResult(step(_database));
            }
            catch (SqliteException cause)
            {
                return Task.FromException<T>(new StoreUnavailableException(_database.Path, cause.Message, cause));
            }
        }
    }

    private Task<T> Write<T>(Func<SqliteDatabase, T> step) => Read(database => database.InTransaction(() => step(database)));
}
