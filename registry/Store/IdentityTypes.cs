using System.Text.Json;
using System.Text.Json.Serialization;
using Cartel.Protocol;

namespace Cartel.Registry.Store;

/// <summary>A public key of an agent.</summary>
/// <param name="Id">Its thumbprint.</param>
/// <param name="Jwk">The key.</param>
/// <param name="AddedAt">Since when it is known.</param>
/// <param name="ValidUntil">Until when it is good, where another has taken its place.</param>
/// <param name="RevokedAt">When it was revoked, if it was; it stays known, so that it cannot be enrolled again.</param>
internal sealed record IdentityKey(string Id, PublicJwk Jwk, DateTimeOffset AddedAt, DateTimeOffset? ValidUntil = null, DateTimeOffset? RevokedAt = null)
{
    public bool IsGoodAt(DateTimeOffset now) => RevokedAt is null && !(ValidUntil <= now);
}

/// <summary>The keys of an agent, oldest first.</summary>
internal sealed record Identity(string Agent, IReadOnlyList<IdentityKey> Keys);

/// <summary>An identity and how often it was changed.</summary>
internal sealed record StoredIdentity(Identity Identity, long Version);

/// <summary>An enrolment token, without itself.</summary>
/// <param name="Id">By which people name it.</param>
/// <param name="Agent">The name, or the beginning of names and <c>*</c>, that may enrol with it; null: any.</param>
/// <param name="Uses">How many agents may enrol with it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
/// <param name="CreatedBy">Who made it.</param>
internal sealed record EnrollmentToken(string Id, string? Agent, int Uses, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string CreatedBy);

/// <summary>An enrolment token and how many agents have enrolled with it.</summary>
internal sealed record StoredEnrollmentToken(string Hash, EnrollmentToken Token, int Used);

/// <summary>What came of an enrolment.</summary>
internal enum EnrollmentOutcome
{
    /// <summary>The identity is written and the token has one use less.</summary>
    Enrolled,

    /// <summary>It was the same before: nothing has changed.</summary>
    Again,

    /// <summary>There is no such token (any more).</summary>
    UnknownToken,

    /// <summary>The token has expired.</summary>
    Expired,

    /// <summary>As many agents have enrolled with the token as may.</summary>
    UsedUp,

    /// <summary>Somebody else changed the identity meanwhile: decide again.</summary>
    Raced,
}

/// <summary>An enrolment that was decided on what stands.</summary>
/// <param name="TokenHash">The hash of its token.</param>
/// <param name="Before">The version of the identity that it was decided on; 0: there was none.</param>
/// <param name="After">The identity.</param>
/// <param name="KeyId">The key that it adds, or that was there.</param>
/// <param name="At">When.</param>
internal sealed record Enrolment(string TokenHash, long Before, Identity After, string KeyId, DateTimeOffset At)
{
    /// <summary>By which its repetition is known.</summary>
    public string Use => $"{After.Agent} {KeyId}";
}

/// <summary>An API token, without itself.</summary>
internal sealed record ApiToken(
    string Id, Role Role, string? Namespace, string? Description, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string CreatedBy);

/// <summary>An API token and when it was last used.</summary>
internal sealed record StoredApiToken(string Hash, ApiToken Token, DateTimeOffset? LastUsedAt)
{
    /// <summary>Whether it expired so long ago that nobody asks what became of it.</summary>
    public bool IsSpentAt(DateTimeOffset now) => Token.ExpiresAt <= now - Keep.SpentTokens;
}

/// <summary>The documents of <see cref="IIdentityStore"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(KebabCase<Role>)])]
[JsonSerializable(typeof(Identity))]
[JsonSerializable(typeof(EnrollmentToken))]
[JsonSerializable(typeof(ApiToken))]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class IdentityJson : JsonSerializerContext;
