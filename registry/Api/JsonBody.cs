using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Cartel.Protocol;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Api;

/// <summary>What becomes of members that are not known.</summary>
internal enum Unknown { Ignored, Refused }

/// <summary>Reads a request's JSON, at most 1 MiB of it, so that no body can fill the memory.</summary>
internal static class JsonBody
{
    /// <summary>The longest body that is read: 1 MiB.</summary>
    public const int MostBytes = 1024 * 1024;

    private const int UsualBytes = 8 * 1024;

    private static readonly CartelJson Strict = new(new JsonSerializerOptions(CartelJson.Default.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow });

    /// <summary>Reads a body; members that nobody knows are ignored with a warning, so that versions can mix, or refused.</summary>
    public static async Task<Checked<T>> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type, Unknown unknown = Unknown.Ignored)
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
            return await ReadAsync(content, type, http, unknown);
        }
        catch (Exception flaw) when (flaw is InvalidOperationException or InvalidDataException && coding.Count > 0)
        {
            return Refusals.MalformedJson.Because("The body is not in Brotli, as its Content-Encoding says.");
        }
    }

    private static async Task<Checked<T>> ReadAsync<T>(Stream content, JsonTypeInfo<T> type, HttpContext http, Unknown unknown)
        where T : class
    {
        var buffer = ArrayPool<byte>.Shared.Rent(UsualBytes);
        try
        {
            var (length, count) = (0, 0);
            while ((count = await content.ReadAsync(buffer.AsMemory(length), http.RequestAborted)) > 0)
            {
                if ((length += count) > MostBytes) return TooLarge();
                if (length == buffer.Length) buffer = Grown(buffer);
            }

            return Parse(buffer.AsSpan(0, length), type, http, unknown);
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

    // Nearly no body has an unknown member, so that nearly all are parsed once.
    private static Checked<T> Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type, HttpContext http, Unknown unknown)
        where T : class
    {
        try
        {
            return Found(JsonSerializer.Deserialize(body, (JsonTypeInfo<T>)Strict.GetTypeInfo(typeof(T))!));
        }
        catch (JsonException odd)
        {
            try
            {
                var found = Found(JsonSerializer.Deserialize(body, type));
                if (unknown is Unknown.Refused) return Refusals.UnknownMember.Because($"There is no such member as {odd.Path}{Place(odd)}.");

                Warnings.Add(http, $"unknown members were ignored, the first is {odd.Path}");
                return found;
            }
            catch (JsonException flaw)
            {
                return Refusals.MalformedJson.Because($"The body is no JSON of at most 16 levels, or not of the form that is due, at {flaw.Path ?? "$"}{Place(flaw)}.");
            }
        }
    }

    private static Checked<T> Found<T>(T? value)
        where T : class => value ?? (Checked<T>)Refusals.MalformedJson.Because("The body is null; an object is due.");

    private static string Place(JsonException flaw) =>
        flaw is { LineNumber: { } line, BytePositionInLine: { } position } ? $" (line {line + 1}, byte {position + 1})" : "";

    private static Refusal TooLarge() => Refusals.BodyTooLarge.Because($"The most is {MostBytes} bytes.");
}
