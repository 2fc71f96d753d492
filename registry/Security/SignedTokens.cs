using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartel.Protocol;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Security;

/// <summary>Reads the tokens that agents sign, and checks what can be checked: one algorithm, one form, nothing negotiable.</summary>
internal static class SignedTokens
{
    /// <summary>A token is some 350 bytes.</summary>
    public const int MostCharacters = 1_024;

    /// <summary>How far clocks may differ: 5 min.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(10);
    private const int CoordinateBytes = 32;
    private const int SignatureBytes = 64;

    /// <summary>What a token says, signed or not.</summary>
    public static Checked<SignedToken> Read(string text)
    {
        if (text.Length > MostCharacters) return Refusals.InvalidToken.Because($"The token has {text.Length} characters; the most is {MostCharacters}.");

        var parts = text.Split('.', 4);
        if (parts.Length != 3 || Parse(parts[0], SignedTokenJson.Default.Header) is not { } header
            || Parse(parts[1], SignedTokenJson.Default.Claims) is not { } claims || Bytes(parts[2]) is not { Length: SignatureBytes } signature)
            return Refusals.InvalidToken.Because("The token is not of the form header.claims.signature, each in base64url.");

        if (header is not { Alg: "ES256", Kid: { Length: 43 } kid, Typ: null or "JWT", Crit: null })
            return Refusals.InvalidToken.Because("The token's header is due to have alg ES256 and kid, the thumbprint of a key, and no crit.");

        if (claims is not { Aud: AgentCredential.Audience, Sub: { } subject } || subject.Split('/') is not [var ns, var agent] || !Names.IsValid(ns) || !Names.IsValid(agent))
            return Refusals.InvalidToken.Because($"The token's claims are due to have sub, NAMESPACE/AGENT, and aud, {AgentCredential.Audience}.");

        var (issued, expires) = (claims.Iat ?? 0, claims.Exp ?? 0);
        if (issued <= 0 || expires <= issued || expires > SecondsMost || expires - issued > LongestLife.TotalSeconds)
            return Refusals.InvalidToken.Because($"The token's iat and exp are due, in seconds, at most {LongestLife.TotalSeconds} apart.");

        return new SignedToken(
            ns, agent, kid, DateTimeOffset.FromUnixTimeSeconds(issued), DateTimeOffset.FromUnixTimeSeconds(expires),
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature);
    }

    /// <summary>Whether a token is of now, as far as clocks may differ.</summary>
    public static Refusal? CheckTimes(SignedToken token, DateTimeOffset now)
    {
        if (token.IssuedAt > now + Tolerance)
            return Refusals.ClockSkew.Because($"The token was issued {(token.IssuedAt - now).TotalSeconds:F0} s after the registry's time.") with { ServerTime = now };

        return token.ExpiresAt <= now - Tolerance
            ? Refusals.ClockSkew.Because($"The token ended {(now - token.ExpiresAt).TotalSeconds:F0} s before the registry's time.") with { ServerTime = now }
            : null;
    }

    /// <summary>How far the clock that a token was made by is ahead, at least; below zero: behind; zero where the token does not tell.</summary>
    public static TimeSpan AheadOf(SignedToken token, DateTimeOffset now) =>
        token.IssuedAt > now ? token.IssuedAt - now : token.ExpiresAt < now ? token.ExpiresAt - now : TimeSpan.Zero;

    /// <summary>Whether a key signed a token.</summary>
    public static bool IsSignedBy(this SignedToken token, PublicJwk key)
    {
        using var verifier = Open(key);
        return verifier?.VerifyData(token.Signed, token.Signature, HashAlgorithmName.SHA256) is true;
    }

    /// <summary>Whether this is a key on the curve P-256, in its one form.</summary>
    public static bool IsKey(PublicJwk? key)
    {
        if (key is not { Kty: "EC", Crv: "P-256" }) return false;

        using var opened = Open(key);
        return opened is not null;
    }

    private const long SecondsMost = 253_402_300_799;

    private static ECDsa? Open(PublicJwk key)
    {
        if (Bytes(key.X) is not { Length: CoordinateBytes } x || Bytes(key.Y) is not { Length: CoordinateBytes } y) return null;

        try
        {
            // Refuses a point that is not on the curve.
            return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } });
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static T? Parse<T>(string part, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        if (Bytes(part) is not { } json) return null;

        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // One text for each value: no white space, no padding, no stray bits.
    private static byte[]? Bytes(string? text)
    {
        if (text is null || !text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || !Base64Url.IsValid(text)) return null;

        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }

    internal sealed record Header(string? Alg, string? Kid, string? Typ, JsonElement? Crit);

    internal sealed record Claims(string? Sub, string? Aud, long? Iat, long? Exp);
}

/// <summary>A token as it was read; its signature is not checked yet.</summary>
internal sealed record SignedToken(
    string Namespace, string Agent, string KeyId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, byte[] Signed, byte[] Signature);

/// <summary>A member that comes twice, or in other letters, is no member of a token.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = false, AllowDuplicateProperties = false, MaxDepth = 4,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(SignedTokens.Header))]
[JsonSerializable(typeof(SignedTokens.Claims))]
internal sealed partial class SignedTokenJson : JsonSerializerContext;
