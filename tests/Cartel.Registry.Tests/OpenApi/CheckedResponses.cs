using System.IO.Compression;

namespace Cartel.Registry.Tests.OpenApi;

/// <summary>Holds every response that a test gets against the registry's own OpenAPI document.</summary>
internal sealed class CheckedResponses() : DelegatingHandler(new SocketsHttpHandler())
{
    private static readonly string[] Detours = ["%00", "/..", "%2e"];
    private static ApiDocument? Document;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var uri = request.RequestUri!;
        // What is wrong with the head of a request is answered before any operation is found, and dots in a path lead to another.
        if (uri.AbsolutePath == ApiDocument.Address || (int)response.StatusCode is 414 or 431 || Detours.Any(detour => uri.OriginalString.Contains(detour, StringComparison.OrdinalIgnoreCase)))
            return response;

        var document = await DocumentAsync(uri, cancellationToken);
        var status = (int)response.StatusCode;
        if (document.Find(request.Method.Method, uri.AbsolutePath) is not { } operation) return response;

        var mediaType = response.Content.Headers.ContentType?.MediaType;
        var body = mediaType is "application/json" or "application/problem+json" && request.Method != HttpMethod.Head ? await BodyOfAsync(response) : null;
        var flaws = document.FlawsOf(operation, status, mediaType, name => response.Headers.Contains(name), body).ToList();
        return flaws.Count == 0 ? response : throw new AssertionException($"{request.Method} {uri.PathAndQuery} answered {status}, against the OpenAPI document: {string.Join("; ", flaws)}");
    }

    // Read without taking it away from the test.
    private static async Task<byte[]?> BodyOfAsync(HttpResponseMessage response)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync();
        }
        catch (HttpRequestException)
        {
            // The connection broke: the test sees that too.
            return null;
        }

        var bytes = await response.Content.ReadAsByteArrayAsync();
        if (!response.Content.Headers.ContentEncoding.Contains("br")) return bytes;

        await using var brotli = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        await brotli.CopyToAsync(plain);
        return plain.ToArray();
    }

    // The same for all registries of a run; two that ask at once both get it.
    private async Task<ApiDocument> DocumentAsync(Uri registry, CancellationToken cancellation)
    {
        if (Document is not null) return Document;

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(registry, ApiDocument.Address));
        using var response = await base.SendAsync(request, cancellation);
        return Document = ApiDocument.Parse(await response.Content.ReadAsStringAsync(cancellation));
    }
}
