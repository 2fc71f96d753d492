using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Cartel.Agent;

/// <summary>Bodies of requests and answers.</summary>
internal static class LocalExchange
{
    private const string Json = "application/json";
    private const string Lines = "application/x-ndjson";

    /// <summary>The body, whole.</summary>
    /// <param name="request">The request.</param>
    /// <param name="most">The most bytes.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="LocalRefusal">It is longer, or no JSON.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, int most, CancellationToken cancellation)
    {
        if (!IsOf(request, Json) && !IsOf(request, Lines)) throw LocalRefusal.Media($"{Json} or {Lines}");
        if (request.ContentLength > most) throw LocalRefusal.TooLarge(most);

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            if (read.Buffer.Length > most) throw LocalRefusal.TooLarge(most);

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    // What follows a semicolon does not matter.
    private static bool IsOf(HttpRequest request, string type) =>
        request.ContentType is { } said && said.AsSpan(0, said.IndexOf(';', StringComparison.Ordinal) is >= 0 and var end ? end : said.Length).Trim().Equals(type, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the body is an object a line.</summary>
    public static bool IsLines(HttpRequest request) => IsOf(request, Lines);

    /// <summary>Answers with JSON.</summary>
    public static Task AnswerAsync<T>(HttpResponse response, int status, T value, JsonTypeInfo<T> type, string mediaType = Json)
    {
        (response.StatusCode, response.ContentType) = (status, mediaType);
        return SendAsync(response, JsonSerializer.SerializeToUtf8Bytes(value, type));
    }

    /// <summary>Answers with what is written.</summary>
    public static Task AnswerAsync(HttpResponse response, Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(bytes)) write(writer);
        response.ContentType = Json;
        return SendAsync(response, bytes.WrittenMemory);
    }

    /// <summary>Sends a body whose length is known.</summary>
    public static Task SendAsync(HttpResponse response, ReadOnlyMemory<byte> body)
    {
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        return response.BodyWriter.WriteAsync(body).AsTask();
    }
}
