using System.Security.Cryptography;
using Cartel.Protocol;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cartel.Registry.Api;

/// <summary>Strong entity tags (RFC 9110): the hash of the plain JSON, and for its compressed form the same with the coding's name.</summary>
internal static class ETags
{
    private const int HashBytes = 12;
    private const string Coding = "-" + CompressedJson.Encoding;

    public static string Of(ReadOnlySpan<byte> plain)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(plain, hash);
        return $"\"{Convert.ToHexStringLower(hash[..HashBytes])}\"";
    }

    /// <summary>The tag of the compressed form of what has a tag in plain form.</summary>
    public static string Compressed(string plain) => $"{plain[..^1]}{Coding}\"";

    /// <summary>Whether a header such as <c>If-Match</c> names a form of what stands.</summary>
    /// <param name="header">A list of tags, or <c>*</c> for whatever stands.</param>
    /// <param name="standing">The tag of what stands in plain form; null where nothing does.</param>
    public static bool Names(StringValues header, string? standing) => standing is not null
        && EntityTagHeaderValue.TryParseList([.. header.OfType<string>()], out var tags)
        && tags.Any(tag => tag.Tag == "*" || tag.Tag.Value!.Replace(Coding + "\"", "\"", StringComparison.Ordinal) == standing);
}
