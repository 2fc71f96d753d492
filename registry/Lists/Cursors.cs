using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cartel.Registry.Lists;

/// <summary>Places in a list as clients carry them: opaque, and bound to the list, its filter and its order.</summary>
/// <remarks>In base64url: eight bytes of the SHA-256 of the query, then the place as a JSON array. A place is of values and not of a count, so
/// that what is added or removed meanwhile shifts nothing.</remarks>
internal static class Cursors
{
    private const int HashBytes = 8;
    private const int LongestCursor = 4_096;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(string query, IReadOnlyList<string?> place)
    {
        var bytes = new ArrayBufferWriter<byte>();
        bytes.Write(HashOf(query));
        using (var json = new Utf8JsonWriter(bytes, Plain))
        {
            json.WriteStartArray();
            foreach (var value in place) json.WriteStringValue(value);
            json.WriteEndArray();
        }

        return Base64Url.EncodeToString(bytes.WrittenSpan);
    }

    /// <summary>The place of a cursor of this query; null where it is none.</summary>
    public static IReadOnlyList<string?>? Read(string query, string cursor)
    {
        if (cursor.Length > LongestCursor || !Base64Url.IsValid(cursor)) return null;

        var bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length < HashBytes || !bytes.AsSpan(0, HashBytes).SequenceEqual(HashOf(query))) return null;

        try
        {
            using var json = JsonDocument.Parse(bytes.AsMemory(HashBytes));
            return [.. json.RootElement.EnumerateArray().Select(static value => value.GetString())];
        }
        catch (Exception flaw) when (flaw is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[] HashOf(string query) => SHA256.HashData(Encoding.UTF8.GetBytes(query))[..HashBytes];
}
