namespace Cartel.Registry.Api;

/// <summary>The header <c>Repr-Digest</c> (RFC 9530): the SHA-256 of the whole part, whatever range of it is sent. Other algorithms are passed over.</summary>
internal static class ReprDigest
{
    public const string Header = "Repr-Digest";

    private const string Algorithm = "sha-256";
    private const int HashBytes = 32;

    /// <summary>The header's value for a part.</summary>
    public static string Of(string sha256) => $"{Algorithm}=:{Convert.ToBase64String(Convert.FromHexString(sha256))}:";

    /// <summary>Reads a request's header.</summary>
    /// <param name="request">The request.</param>
    /// <param name="sha256">The hash that it names, in hexadecimal digits; null where it names none.</param>
    /// <returns>False: it names one that is no SHA-256.</returns>
    public static bool TryRead(HttpRequest request, out string? sha256)
    {
        sha256 = null;
        foreach (var member in request.Headers[Header].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = member.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || member[..equals] != Algorithm) continue;

            // A byte sequence between colons; parameters may follow.
            var value = member[(equals + 1)..].Split(';')[0].Trim();
            var bytes = new byte[HashBytes];
            if (value is not [':', .. var base64, ':'] || !Convert.TryFromBase64String(base64, bytes, out var count) || count != HashBytes) return false;

            sha256 = Convert.ToHexStringLower(bytes);
        }

        return true;
    }
}
