using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Cartel.Protocol;

/// <content>One request and its answer, with every way in which that can fail.</content>
public sealed partial class RegistryClient
{
    private async Task<T> AskAsync<T>(
        HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellation, TimeSpan wait = default)
        where T : class
    {
        return await ExchangeAsync(
            request, wait,
            async (response, inTime) => await CompressedJson.ReadAsync(response.Content, type, inTime) ?? throw new JsonException("the answer is null"),
            cancellation);
    }

    // 204: there is nothing to say.
    private Task<T?> HearAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, TimeSpan wait, CancellationToken cancellation)
        where T : class => ExchangeAsync(
        request, wait,
        async (response, inTime) => response.StatusCode is HttpStatusCode.NoContent
            ? null
            : await CompressedJson.ReadAsync(response.Content, type, inTime) ?? throw new JsonException("the answer is null"),
        cancellation);

    private async Task TellAsync(HttpRequestMessage request, CancellationToken cancellation) =>
        await ExchangeAsync(request, TimeSpan.Zero, static (_, _) => Task.FromResult(true), cancellation);

    private async Task<IReadOnlyList<T>> AllAsync<T>(string path, JsonTypeInfo<Page<T>> type, CancellationToken cancellation)
    {
        var items = new List<T>();
        var next = path;
        while (true)
        {
            var page = await AskAsync(Get(next), type, cancellation);
            items.AddRange(page.Items);
            if (page.NextCursor is null) return items;

            next = $"{path}&cursor={Escape(page.NextCursor)}";
        }
    }

    private async Task<T> ExchangeAsync<T>(
        HttpRequestMessage request, TimeSpan wait, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(_timeout + wait, _time);
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        using (request)
        {
            // Set here and not by a handler, so that it holds over any transport. Whoever wants no body needs no coding.
            if (!request.Headers.Contains(Preference)) request.Headers.AcceptEncoding.ParseAdd(CompressedJson.Encoding);
            try
            {
                using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, inTime.Token);
                if (!response.IsSuccessStatusCode) throw await FailureOfAsync(response, inTime.Token);

                return await read(response, inTime.Token);
            }
            catch (Exception cause) when (IsBroken(cause) && !cancellation.IsCancellationRequested)
            {
                var reason = cause is OperationCanceledException ? $"no answer within {(_timeout + wait).TotalSeconds:0.#} s" : cause.Message;
                throw new RegistryUnavailableException(_http.BaseAddress, reason, cause);
            }
        }
    }

    private static bool IsBroken(Exception exception) =>
        exception is HttpRequestException or IOException or InvalidDataException or JsonException or OperationCanceledException;

    private async Task<Exception> FailureOfAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var problem = await ProblemOfAsync(response, cancellation);
        if (status >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests)
            return new RegistryUnavailableException(_http.BaseAddress, problem?.Detail ?? $"it answered {status}", problem: problem, retryAfter: response.Headers.RetryAfter?.Delta);

        return new RegistryException(problem ?? new Problem(null, response.ReasonPhrase, status, null, $"http-{status}", null, false, null));
    }

    private static async Task<Problem?> ProblemOfAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        // A proxy in between answers with its own page.
        if (response.Content.Headers.ContentType?.MediaType is not "application/problem+json") return null;

        try
        {
            return await CompressedJson.ReadAsync(response.Content, CartelJson.Default.Problem, cancellation);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
