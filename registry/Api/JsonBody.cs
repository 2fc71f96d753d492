using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Api;

/// <summary>Reads a request's JSON, plain or packed by gzip, at most 1 MiB of it, so that no body can fill the memory.</summary>
internal static class JsonBody
{
    /// <summary>The longest body that is read: 1 MiB.</summary>
    public const int MostBytes = 1024 * 1024;

    public static async Task<Checked<T>> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        if (http.Request.ContentLength > MostBytes) return TooLarge();

        using var body = new MemoryStream();
        try
        {
            // The limit is of what comes out of it: a packed body may be a thousand times longer than it looks.
            var packed = http.Request.Headers.ContentEncoding == "gzip";
            await using var unpacked = packed ? new GZipStream(http.Request.Body, CompressionMode.Decompress, leaveOpen: true) : null;
            var content = unpacked ?? http.Request.Body;
            var buffer = new byte[16 * 1024];
            int count;
            while ((count = await content.ReadAsync(buffer, http.RequestAborted)) > 0)
            {
                if (body.Length + count > MostBytes) return TooLarge();
                body.Write(buffer, 0, count);
            }
        }
        catch (InvalidDataException flaw)
        {
            return Refusals.MalformedJson.Because(flaw.Message);
        }

        return Parse(body, type);
    }

    private static Checked<T> Parse<T>(MemoryStream body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body.GetBuffer().AsSpan(0, (int)body.Length), type)
                ?? (Checked<T>)Refusals.MalformedJson.Because("The body is null; an object is due.");
        }
        catch (JsonException flaw)
        {
            return Refusals.MalformedJson.Because(flaw.Message);
        }
    }

    private static Refusal TooLarge() => Refusals.BodyTooLarge.Because($"The most is {MostBytes} bytes.");
}
