namespace Cartel.Protocol;

/// <summary>A public key on the curve P-256 as JSON Web Key (RFC 7517).</summary>
/// <param name="Kty"><c>EC</c>.</param>
/// <param name="Crv"><c>P-256</c>.</param>
/// <param name="X">The point's first coordinate: 32 bytes in base64url.</param>
/// <param name="Y">The point's second coordinate: 32 bytes in base64url.</param>
public sealed record PublicJwk(string Kty, string Crv, string X, string Y);

/// <summary>Binds a key to an agent's name: <c>POST …/enrollments</c>. Repeating it with the same token and key gives the same identity.</summary>
/// <param name="Token">The enrolment token; it stands in the request's body only.</param>
/// <param name="Agent">The agent's name.</param>
/// <param name="PublicKey">Its public key; the private one never leaves the device.</param>
public sealed record EnrollmentRequest(string Token, string Agent, PublicJwk PublicKey);

/// <summary>The identity that an agent has now.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Agent">Its name.</param>
/// <param name="KeyId">The key's thumbprint (RFC 7638), which is the <c>kid</c> of what it signs.</param>
/// <param name="ServerTime">The registry's clock.</param>
public sealed record EnrollmentReceipt(string Namespace, string Agent, string KeyId, DateTimeOffset ServerTime);

/// <summary>Another key for an agent, signed for with one that is valid: <c>POST …/identities/{agent}/keys</c>.</summary>
/// <param name="PublicKey">The new key.</param>
/// <param name="OverlapSeconds">How much longer the former keys are valid: 0 to 30 days; by default a day.</param>
public sealed record KeyRotation(PublicJwk PublicKey, int? OverlapSeconds = null);

/// <summary>An agent's identity: <c>GET …/identities/{agent}</c>.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Keys">Its keys, oldest first, and those that were revoked.</param>
public sealed record IdentityView(string Agent, IReadOnlyList<IdentityKeyView> Keys);

/// <summary>One key of an identity.</summary>
/// <param name="KeyId">Its thumbprint.</param>
/// <param name="AddedAt">Since when it is valid.</param>
/// <param name="ValidUntil">Until when, where another has taken its place.</param>
/// <param name="RevokedAt">When it was revoked, if it was.</param>
public sealed record IdentityKeyView(string KeyId, DateTimeOffset AddedAt, DateTimeOffset? ValidUntil = null, DateTimeOffset? RevokedAt = null);

/// <summary>What an enrolment token is to allow: <c>POST …/enrollment-tokens</c>.</summary>
/// <param name="ExpiresSeconds">For how long: 60 s to 30 days; by default an hour.</param>
/// <param name="Uses">How many agents may enrol with it: 1 to 100,000; by default 1.</param>
/// <param name="Agent">The name that may enrol, or the beginning of names and <c>*</c>; left out: any.</param>
public sealed record EnrollmentTokenOrder(int? ExpiresSeconds = null, int? Uses = null, string? Agent = null);

/// <summary>An enrolment token.</summary>
/// <param name="Id">By which it is listed and revoked.</param>
/// <param name="Agent">The name, or the beginning of names and <c>*</c>, that may enrol with it.</param>
/// <param name="Uses">How many agents may enrol with it.</param>
/// <param name="Used">How many have.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="Token">The token itself: told once, when it is made.</param>
public sealed record EnrollmentTokenView(
    string Id, string? Agent, int Uses, int Used, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string CreatedBy, string? Token = null);

/// <summary>What somebody may do. Each may do what those before it may.</summary>
public enum Role
{
    /// <summary>Reads.</summary>
    Reader,

    /// <summary>Changes tasks, removes agents, recalls parts, admits agents and turns them away.</summary>
    Operator,

    /// <summary>Everything: API tokens and the audit log too.</summary>
    Admin,
}

/// <summary>What an API token is to allow: <c>POST /api/v1/api-tokens</c>.</summary>
/// <param name="Role">What its bearer may do.</param>
/// <param name="Namespace">Where; left out: in every namespace.</param>
/// <param name="ExpiresSeconds">For how long: 60 s to 5 years; by default 90 days.</param>
/// <param name="Description">Whom it is for: at most 128 characters.</param>
public sealed record ApiTokenOrder(Role Role, string? Namespace = null, int? ExpiresSeconds = null, string? Description = null);

/// <summary>An API token.</summary>
/// <param name="Id">By which it is listed and revoked, and named in the audit log.</param>
/// <param name="Role">What its bearer may do.</param>
/// <param name="Namespace">Where; null: in every namespace.</param>
/// <param name="Description">Whom it is for.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="LastUsedAt">When it was last used, to the minute.</param>
/// <param name="Token">The token itself: told once, when it is made.</param>
public sealed record ApiTokenView(
    string Id, Role Role, string? Namespace, string? Description, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string CreatedBy,
    DateTimeOffset? LastUsedAt = null, string? Token = null);

/// <summary>One change, or one that was refused: <c>GET /api/v1/audit</c>.</summary>
/// <param name="Number">Grows by one with each.</param>
/// <param name="At">When.</param>
/// <param name="Who">Such as <c>agent default/gateway-7</c> or <c>token 5f0c…</c>.</param>
/// <param name="From">The address that it came from.</param>
/// <param name="What">The method and the path.</param>
/// <param name="Outcome">The HTTP status.</param>
/// <param name="Detail">What the path does not tell, such as the id of a token.</param>
public sealed record AuditEntry(long Number, DateTimeOffset At, string Who, string From, string What, int Outcome, string? Detail = null);
