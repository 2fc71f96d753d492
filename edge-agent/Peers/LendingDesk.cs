using System.Diagnostics;
using System.Net.Http.Headers;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>Answers agents that fetch this one's parts from itself, as the relay would: <c>GET /parts/{sha256}</c>, to whoever has a ticket.</summary>
/// <param name="settings">Whose parts, in which namespace.</param>
/// <param name="task">The task.</param>
/// <param name="ticketKey">What tickets are issued under.</param>
/// <param name="clock">Says whether they are still good.</param>
/// <param name="courier">Has what was offered.</param>
/// <param name="model">The parts as they are now; asked at most once in <see cref="ModelLasts"/>.</param>
/// <param name="time">The clock of that.</param>
/// <param name="log">The agent's log.</param>
internal sealed class LendingDesk(
    AgentSettings settings, string task, byte[] ticketKey, RegistryClock clock, Courier courier, Func<Task<IReadOnlyList<ModelPart>>> model, TimeProvider time, ILogger log)
{
    /// <summary>However many ask, the pipeline is asked no more often: 1 s.</summary>
    public static readonly TimeSpan ModelLasts = TimeSpan.FromSeconds(1);

    private const string Scheme = "Bearer ";
    private const string Problems = "application/problem+json";

    // Whoever's connection broke goes on with the bytes that it has begun: the latest, as far as there is room for them.
    private const long MostServedBytes = 4 * 1024 * 1024;

    private readonly string _path = $"/api/v1/namespaces/{settings.Namespace}/parts/";
    private readonly OrderedDictionary<string, ModelPart> _served = [];
    private readonly Lock _one = new();
    private Task<IReadOnlyList<ModelPart>>? _model;
    private long _modelAt;

    /// <summary>Answers one request.</summary>
    public async Task ServeAsync(HttpContext http)
    {
        try
        {
            await AnswerAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Who asked has gone.
        }
        catch (Exception flaw) when (!http.Response.HasStarted)
        {
            AgentLog.LocalFailed(log, settings.Name, http.Request.Method, http.Request.Path, flaw);
            await RefuseAsync(http, 500, "failed", "The agent failed", "its log says more");
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var (request, ticket) = (http.Request, TicketOf(http.Request));
        if (ticket is null)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            await RefuseAsync(http, 401, "ticket-refused", "There is no ticket, or it is no good", "the registry issues tickets in its answer to a request for help");
        }
        else if (request.Path.Value is not { } path || !path.StartsWith(_path, StringComparison.Ordinal))
        {
            await RefuseAsync(http, 404, "not-found", "There is no such resource", $"here are {_path}…");
        }
        else if (!HttpMethods.IsGet(request.Method))
        {
            await RefuseAsync(http, 405, "method", "The resource does not take this method", "It takes GET");
        }
        else if (courier.Economy >= Economy.NothingAhead)
        {
            http.Response.Headers.RetryAfter = "60";
            await RefuseAsync(http, 503, "budget", "The agent lends nothing now", "a budget of its is nearly spent");
        }
        else if (await FindAsync(path[_path.Length..], request.Query.ContainsKey("maxAgeSeconds"), http.RequestAborted) is { } part)
        {
            using var lend = AgentTraces.Step("lend", request.Headers.TraceParent, settings.Name, ActivityKind.Server);
            AgentLog.LentDirectly(log, settings.Name, part.Sha256[..12], ticket.Target, ticket.Transfer);
            await SendAsync(http, part);
        }
        else
        {
            await RefuseAsync(http, 404, "part-not-found", "The part is not here", "it was offered before the agent's last start, or recalled");
        }
    }

    private PartTicket? TicketOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } given] && given.StartsWith(Scheme, StringComparison.Ordinal)
            ? PartTicket.Check(given[Scheme.Length..], ticketKey, settings.Namespace, task, settings.Name, clock.Now)
            : null;

    // As everywhere, a part that was offered is lent as it is now; by its own hash it is what it was.
    private async Task<ModelPart?> FindAsync(string sha256, bool asItIsNow, CancellationToken cancellation)
    {
        if (!asItIsNow)
        {
            lock (_served)
            {
                if (_served.TryGetValue(sha256, out var begun)) return begun;
            }
        }

        if (courier.TryLend(sha256, asItIsNow ? await Model().WaitAsync(cancellation) : []) is not { } lent) return null;

        lock (_served)
        {
            _served[lent.Now.Sha256] = lent.Now;
            while (_served.Count > 1 && _served.Values.Sum(static part => (long)part.Bytes.Length) > MostServedBytes) _served.RemoveAt(0);
        }

        return lent.Now;
    }

    private Task<IReadOnlyList<ModelPart>> Model()
    {
        lock (_one)
        {
            if (_model is { } known && time.GetElapsedTime(_modelAt) < ModelLasts) return known;

            _modelAt = time.GetTimestamp();
            return _model = model();
        }
    }

    // The one form of a range that goes on where something broke: “bytes=N-”.
    private static async Task SendAsync(HttpContext http, ModelPart part)
    {
        var (response, bytes) = (http.Response, part.Bytes);
        (response.ContentType, response.Headers.ETag, response.Headers.AcceptRanges) = ("application/octet-stream", $"\"{part.Sha256}\"", "bytes");
        if (RangeHeaderValue.TryParse(http.Request.Headers.Range.ToString(), out var range) && range is { Unit: "bytes", Ranges.Count: 1 }
            && range.Ranges.Single() is { From: { } from, To: null })
        {
            if (from >= bytes.Length)
            {
                response.Headers.ContentRange = $"bytes */{bytes.Length}";
                await RefuseAsync(http, 416, "range-not-satisfiable", "The part is shorter", $"it has {bytes.Length} bytes");
                return;
            }

            (response.StatusCode, response.Headers.ContentRange) = (206, $"bytes {from}-{bytes.Length - 1}/{bytes.Length}");
            bytes = bytes[(int)from..];
        }

        await LocalExchange.SendAsync(response, bytes);
    }

    private static Task RefuseAsync(HttpContext http, int status, string code, string title, string detail) =>
        LocalExchange.AnswerAsync(http.Response, status, new LocalProblem(status, code, title, detail), AgentJson.Default.LocalProblem, Problems);
}
