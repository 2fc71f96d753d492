using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Security;

/// <summary>What may become of an identity.</summary>
internal static class IdentityRules
{
    /// <summary>Good, replaced and revoked ones together: an agent that takes a new key each month is known for over five years.</summary>
    public const int MostKeys = 64;

    private const int LongestOverlapSeconds = 30 * 86_400;
    private const int UsualOverlapSeconds = 86_400;

    /// <summary>The identity of an agent that enrols with a key.</summary>
    public static Checked<Identity> Enroll(Identity? before, string agent, PublicJwk jwk, DateTimeOffset now)
    {
        var id = AgentCredential.ThumbprintOf(jwk);
        var same = before?.Keys.FirstOrDefault(key => key.Id == id);
        if (same is { RevokedAt: not null }) return Refusals.EnrollmentRefused.Because("This key was revoked: enrol with a new one.");
        if (same is not null && same.IsGoodAt(now)) return before!;
        if (before?.Keys.Any(key => key.IsGoodAt(now)) is true)
            return Refusals.IdentityExists.Because($"“{agent}” has another key. Is that device gone, an operator revokes the identity first; otherwise take another name.");

        return Add(before ?? new Identity(agent, []), new IdentityKey(id, jwk, now), now);
    }

    /// <summary>The identity with one more key; its former ones end after the overlap.</summary>
    public static Checked<Identity> Rotate(Identity before, KeyRotation rotation, DateTimeOffset now)
    {
        if (rotation.OverlapSeconds is < 0 or > LongestOverlapSeconds)
            return Refusals.InvalidKey.Because($"overlapSeconds is {rotation.OverlapSeconds}; 0 to {LongestOverlapSeconds} is allowed.");
        if (!SignedTokens.IsKey(rotation.PublicKey)) return NoKey();

        var id = AgentCredential.ThumbprintOf(rotation.PublicKey);
        if (before.Keys.FirstOrDefault(key => key.Id == id) is { } same)
            return same.IsGoodAt(now) ? before : Refusals.KeyRevoked.Because("This key was revoked or replaced: take a new one.");

        var ends = now.AddSeconds(rotation.OverlapSeconds ?? UsualOverlapSeconds);
        var former = before.Keys.Select(key => key.IsGoodAt(now) && !(key.ValidUntil < ends) ? key with { ValidUntil = ends } : key);
        return Add(before with { Keys = [.. former] }, new IdentityKey(id, rotation.PublicKey, now), now);
    }

    /// <summary>The identity with one key, or all of them, revoked.</summary>
    public static Identity Revoke(Identity before, string? keyId, DateTimeOffset now) => before with
    {
        Keys = [.. before.Keys.Select(key => key.RevokedAt is null && (keyId is null || key.Id == keyId) ? key with { RevokedAt = now } : key)],
    };

    public static Refusal NoKey() => Refusals.InvalidKey.Because("publicKey is due: kty EC, crv P-256, x and y of 32 bytes each in base64url, and a point on the curve.");

    public static IdentityView View(Identity identity) => new(
        identity.Agent, [.. identity.Keys.Select(static key => new IdentityKeyView(key.Id, key.AddedAt, key.ValidUntil, key.RevokedAt))]);

    // What was replaced long ago may be forgotten; what was revoked may not, or it could be enrolled again.
    private static Checked<Identity> Add(Identity before, IdentityKey added, DateTimeOffset now)
    {
        var keys = before.Keys.ToList();
        while (keys.Count >= MostKeys && keys.FindIndex(key => key.RevokedAt is null && !key.IsGoodAt(now)) is >= 0 and var replaced) keys.RemoveAt(replaced);
        return keys.Count < MostKeys
            ? before with { Keys = [.. keys, added] }
            : Refusals.TooManyKeys.Because($"“{before.Agent}” has {keys.Count} keys that are good or were revoked; {MostKeys} is the most.");
    }
}
