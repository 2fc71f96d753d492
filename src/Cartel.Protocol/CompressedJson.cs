using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Cartel.Protocol;

/// <summary>JSON on the wire: bodies of 300 bytes and more travel in Brotli (RFC 7932), where that makes them shorter.</summary>
public static class CompressedJson
{
    /// <summary>The name of the content coding.</summary>
    public const string Encoding = "br";

    /// <summary>A shorter body gains nothing.</summary>
    public const int LeastBytes = 300;

    // The two slowest of eleven take twenty times as long for a twentieth less.
    private const int Quality = 9;

    // Beyond 2^16 bytes the encoder takes 32 MB for its tables at this quality, which costs 3 ms where a body costs 0.1.
    private const int Window = 16;

    /// <summary>The bytes of a value, compressed where that is worth it.</summary>
    /// <param name="value">Any.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="compressed">Whether they are.</param>
    public static byte[] Write<T>(T value, JsonTypeInfo<T> type, out bool compressed)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(value, type);
        return Compress(plain, out compressed);
    }

    /// <summary>The bytes, compressed where that is worth it.</summary>
    public static byte[] Compress(byte[] plain, out bool compressed)
    {
        ArgumentNullException.ThrowIfNull(plain);
        var packed = new byte[plain.Length];
        var written = 0;
        compressed = plain.Length >= LeastBytes && BrotliEncoder.TryCompress(plain, packed, out written, Quality, Window);
        return compressed ? packed[..written] : plain;
    }

    /// <summary>A request's body.</summary>
    public static HttpContent Of<T>(T value, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(Write(value, type, out var compressed));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (compressed) content.Headers.ContentEncoding.Add(Encoding);
        return content;
    }

    /// <summary>What a body says; null where it says so.</summary>
    /// <exception cref="JsonException">It is no such JSON.</exception>
    /// <exception cref="InvalidDataException">It is not what its coding promises.</exception>
    public static async Task<T?> ReadAsync<T>(HttpContent content, JsonTypeInfo<T> type, CancellationToken cancellation = default)
        where T : class
    {
        await using var plain = await OpenAsync(content, cancellation);
        try
        {
            return await JsonSerializer.DeserializeAsync(plain, type, cancellation);
        }
        catch (InvalidOperationException flaw)
        {
            throw new InvalidDataException("the answer is not in Brotli", flaw);
        }
    }

    /// <summary>A body, as it was before it was compressed.</summary>
    public static async Task<Stream> OpenAsync(HttpContent content, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var body = await content.ReadAsStreamAsync(cancellation);
        return content.Headers.ContentEncoding.Contains(Encoding) ? new BrotliStream(body, CompressionMode.Decompress) : body;
    }
}
