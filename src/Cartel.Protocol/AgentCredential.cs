using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartel.Protocol;

/// <summary>An agent's key, and the short-lived tokens that it signs with it (JSON Web Tokens, RFC 7519, with ES256).</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class AgentCredential : IDisposable
{
    /// <summary>Whom tokens are for: the claim <c>aud</c>.</summary>
    public const string Audience = "cartel-registry";

    /// <summary>For how long a token is good: 5 min. The registry refuses those that claim more than 10.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ECDsa _key;
    private readonly string _subject;
    private readonly string _header;
    private readonly Lock _one = new();

    private AgentCredential(string ns, string agent, ECDsa key)
    {
        if (!Names.IsValid(ns)) throw new ArgumentException($"“{ns}” is not a name: {Names.Rule}", nameof(ns));
        if (!Names.IsValid(agent)) throw new ArgumentException($"“{agent}” is not a name: {Names.Rule}", nameof(agent));

        (Namespace, Agent, _key, _subject) = (ns, agent, key, $"{ns}/{agent}");
        PublicKey = JwkOf(key);
        KeyId = ThumbprintOf(PublicKey);
        _header = Encoded(new TokenHeader("ES256", "JWT", KeyId), TokenJson.Default.TokenHeader);
    }

    /// <summary>The agent's namespace.</summary>
    public string Namespace { get; }

    /// <summary>The agent's name.</summary>
    public string Agent { get; }

    /// <summary>The public half of the key.</summary>
    public PublicJwk PublicKey { get; }

    /// <summary>The public key's thumbprint.</summary>
    public string KeyId { get; }

    /// <summary>A credential with a new key.</summary>
    /// <exception cref="ArgumentException">A name is none.</exception>
    public static AgentCredential Create(string ns, string agent) => new(ns, agent, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>A credential with a key that was kept.</summary>
    /// <param name="ns">The agent's namespace.</param>
    /// <param name="agent">The agent's name.</param>
    /// <param name="pem">The private key, as <see cref="ExportPem"/> gave it.</param>
    /// <exception cref="ArgumentException">A name is none, or this is no private key on the curve P-256.</exception>
    public static AgentCredential FromPem(string ns, string agent, string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return new AgentCredential(ns, agent, key);
        }
        catch (Exception flaw) when (flaw is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw flaw as ArgumentException ?? new ArgumentException("is not a private key on the curve P-256", nameof(pem), flaw);
        }
    }

    /// <summary>The private key (PKCS #8), which is for the device's own disk alone.</summary>
    public string ExportPem() => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>A token that is good from now on for <see cref="Lifetime"/>.</summary>
    /// <param name="now">The registry's time, as well as it is known.</param>
    public string Sign(DateTimeOffset now)
    {
        var issued = now.ToUnixTimeSeconds();
        var claims = Encoded(
            new TokenClaims(_subject, Audience, issued, issued + (long)Lifetime.TotalSeconds), TokenJson.Default.TokenClaims);
        var signed = $"{_header}.{claims}";
        lock (_one) return $"{signed}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>The thumbprint of a key (RFC 7638): SHA-256 in base64url.</summary>
    public static string ThumbprintOf(PublicJwk key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var canonical = $$"""{"crv":"{{key.Crv}}","kty":"{{key.Kty}}","x":"{{key.X}}","y":"{{key.Y}}"}""";
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
    }

    private static PublicJwk JwkOf(ECDsa key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        if (parameters.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            throw new ArgumentException("is not a private key on the curve P-256", nameof(key));

        return new PublicJwk("EC", "P-256", Base64Url.EncodeToString(parameters.Q.X!), Base64Url.EncodeToString(parameters.Q.Y!));
    }

    private static string Encoded<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value, type));
}

/// <summary>The first part of a token.</summary>
internal sealed record TokenHeader(string Alg, string Typ, string Kid);

/// <summary>The second part of a token; times in seconds since 1970.</summary>
internal sealed record TokenClaims(string Sub, string Aud, long Iat, long Exp);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TokenHeader))]
[JsonSerializable(typeof(TokenClaims))]
internal sealed partial class TokenJson : JsonSerializerContext;
