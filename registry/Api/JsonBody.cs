using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cartel.Protocol;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Api;

/// <summary>Reads a request's JSON, at most 1 MiB of it, so that no body can fill the memory.</summary>
internal static class JsonBody
{
    /// <summary>The longest body that is read: 1 MiB.</summary>
    public const int MostBytes = 1024 * 1024;

    private const int UsualBytes = 8 * 1024;

    public static async Task<Checked<T>> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        if (http.Request.ContentLength > MostBytes) return TooLarge();

        var coding = http.Request.Headers.ContentEncoding;
        if (coding.Count > 0 && coding != CompressedJson.Encoding)
            return Refusals.UnsupportedMediaType.Because($"The body is in the coding “{coding}”; plain JSON and “{CompressedJson.Encoding}” are understood.");

        // What counts is the length of what comes out: a small body may hold a large one.
        await using var content = coding.Count > 0 ? new BrotliStream(http.Request.Body, CompressionMode.Decompress, leaveOpen: true) : http.Request.Body;
        try
        {
            return await ReadAsync(content, type, http.RequestAborted);
        }
        catch (Exception flaw) when (flaw is InvalidOperationException or InvalidDataException && coding.Count > 0)
        {
            return Refusals.MalformedJson.Because("The body is not in Brotli, as its Content-Encoding says.");
        }
    }

    private static async Task<Checked<T>> ReadAsync<T>(Stream content, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        var buffer = ArrayPool<byte>.Shared.Rent(UsualBytes);
        try
        {
            var (length, count) = (0, 0);
            while ((count = await content.ReadAsync(buffer.AsMemory(length), cancellation)) > 0)
            {
                if ((length += count) > MostBytes) return TooLarge();
                if (length == buffer.Length) buffer = Grown(buffer);
            }

            return Parse(buffer.AsSpan(0, length), type);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grown(byte[] full)
    {
        var grown = ArrayPool<byte>.Shared.Rent(2 * full.Length);
        full.CopyTo(grown, 0);
        ArrayPool<byte>.Shared.Return(full);
        return grown;
    }

    private static Checked<T> Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type)
                ?? (Checked<T>)Refusals.MalformedJson.Because("The body is null; an object is due.");
        }
        catch (JsonException flaw)
        {
            return Refusals.MalformedJson.Because(flaw.Message);
        }
    }

    private static Refusal TooLarge() => Refusals.BodyTooLarge.Because($"The most is {MostBytes} bytes.");
}
