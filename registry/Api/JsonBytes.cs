using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cartel.Protocol;

namespace Cartel.Registry.Api;

/// <summary>An answer in JSON, compressed where the client takes that and it is worth it.</summary>
/// <param name="plain">Its bytes.</param>
/// <param name="status">The answer's status.</param>
/// <param name="tag">The entity tag of the plain form, or null.</param>
internal sealed class JsonBytes(byte[] plain, int status, string? tag = null) : IResult
{
    public static JsonBytes Of<T>(T value, JsonTypeInfo<T> type, int status) => new(JsonSerializer.SerializeToUtf8Bytes(value, type), status);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var (body, compressed) = (plain, false);
        if (plain.Length >= CompressedJson.LeastBytes)
        {
            response.Headers.Vary = "Accept-Encoding";
            if (Takes(httpContext.Request)) body = CompressedJson.Compress(plain, out compressed);
        }

        if (tag is not null) response.Headers.ETag = compressed ? ETags.Compressed(tag) : tag;
        if (compressed) response.Headers.ContentEncoding = CompressedJson.Encoding;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    private static bool Takes(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(static coding => coding.Value == CompressedJson.Encoding && coding.Quality is not 0);
}
