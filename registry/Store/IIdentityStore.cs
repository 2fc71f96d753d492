using Cartel.Protocol;

namespace Cartel.Registry.Store;

/// <summary>Who is who: keys of agents, tokens as hashes, and the audit log. Each method is one atomic step.</summary>
/// <remarks>
/// <para>Thread-safe. Whatever is told as done survives a power cut where the engine can promise that. No secret is ever stored: tokens are known by their hashes.</para>
/// <para>Every method throws <see cref="StoreUnavailableException"/> when the store does not answer; whether the step
/// took effect is then unknown.</para>
/// </remarks>
internal interface IIdentityStore : IAsyncDisposable
{
    /// <summary>Grows whenever something was revoked or replaced: what was known before may be wrong.</summary>
    Task<long> RevisionAsync(CancellationToken cancellation);

    /// <summary>One identity, or null.</summary>
    Task<StoredIdentity?> FindIdentityAsync(string ns, string agent, CancellationToken cancellation);

    /// <summary>The identities of a namespace, in name order, from the one after a name (the empty one: from the first).</summary>
    Task<IReadOnlyList<Identity>> IdentitiesAsync(string ns, string after, int count, CancellationToken cancellation);

    /// <summary>Replaces an identity and raises the revision, unless another has changed the identity since it was read.</summary>
    Task<bool> ReplaceIdentityAsync(string ns, StoredIdentity before, Identity after, CancellationToken cancellation);

    /// <summary>Uses an enrolment token and writes the identity: both or neither.</summary>
    Task<EnrollmentOutcome> EnrollAsync(string ns, Enrolment enrolment, CancellationToken cancellation);

    /// <summary>One enrolment token by its hash, or null.</summary>
    Task<StoredEnrollmentToken?> FindEnrollmentTokenAsync(string ns, string hash, CancellationToken cancellation);

    /// <summary>The enrolment tokens of a namespace, in the order of their ids; those that expired more than <see cref="Keep.SpentTokens"/> ago are gone.</summary>
    Task<IReadOnlyList<StoredEnrollmentToken>> EnrollmentTokensAsync(string ns, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Adds an enrolment token.</summary>
    Task AddEnrollmentTokenAsync(string ns, string hash, EnrollmentToken token, CancellationToken cancellation);

    /// <summary>Revokes an enrolment token; false if there is none.</summary>
    Task<bool> RemoveEnrollmentTokenAsync(string ns, string hash, CancellationToken cancellation);

    /// <summary>One API token by its hash, or null.</summary>
    Task<StoredApiToken?> FindApiTokenAsync(string hash, CancellationToken cancellation);

    /// <summary>All API tokens, in the order of their ids; those that expired more than <see cref="Keep.SpentTokens"/> ago are gone.</summary>
    Task<IReadOnlyList<StoredApiToken>> ApiTokensAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Adds an API token.</summary>
    Task AddApiTokenAsync(string hash, ApiToken token, CancellationToken cancellation);

    /// <summary>Revokes an API token and raises the revision; false if there is none.</summary>
    Task<bool> RemoveApiTokenAsync(string hash, CancellationToken cancellation);

    /// <summary>Notes that an API token was used.</summary>
    Task TouchApiTokenAsync(string hash, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Writes into the audit log, of which the last <see cref="Keep.AuditEntries"/> are kept. The number is given by the log.</summary>
    /// <param name="ns">The namespace that it happened in; the empty one: the whole registry.</param>
    /// <param name="entry">What happened.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task AuditAsync(string ns, AuditEntry entry, CancellationToken cancellation);

    /// <summary>Entries of the audit log, newest first.</summary>
    /// <param name="ns">Of one namespace; null: all.</param>
    /// <param name="before">Older than this number.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<AuditEntry>> AuditAsync(string? ns, long before, int count, CancellationToken cancellation);
}
