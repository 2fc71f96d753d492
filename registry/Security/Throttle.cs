using System.Globalization;
using Cartel.Registry.Api;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Security;

/// <summary>Lets each sender make so many requests and move so many bytes. A long poll is one request, however long it takes.</summary>
/// <remarks>Bytes are counted when they have passed: a part that is larger than what is left goes through, and the next waits for longer.</remarks>
internal sealed class Throttle(RequestDelegate next, Allowances allowances, TimeProvider time)
{
    // Going on with a download is free by count, for it is the same download; so that nobody goes on by single bytes, it counts as so many at least.
    private const double LeastBytes = 4_096;

    public async Task InvokeAsync(HttpContext http)
    {
        var caller = Caller.Of(http);
        var allowance = allowances.Of(IsKnown(caller) ? caller.Name : Audit.From(http));
        var now = time.GetUtcNow();
        var pause = allowance.Requests.Take(GoesOn(http.Request) ? 0 : 1, now) ?? allowance.Up.Take(0, now) ?? allowance.Down.Take(0, now);
        if (pause is { } wait)
        {
            await new ProblemAnswer(Refusals.RateLimited.Because("The sender has used up what it may send or fetch for now.") with { RetryAfter = wait }).ExecuteAsync(http);
            return;
        }

        var body = http.Request.ContentLength is null ? new CountedBody(http.Request.Body) : null;
        if (body is not null) http.Request.Body = body;
        try
        {
            await next(http);
        }
        finally
        {
            now = time.GetUtcNow();
            allowance.Up.Owe(body?.Count ?? http.Request.ContentLength ?? 0, now);
            if (!HttpMethods.IsHead(http.Request.Method)) allowance.Down.Owe(Math.Max(http.Response.ContentLength ?? 0, GoesOn(http.Request) ? LeastBytes : 0), now);
        }
    }

    private static bool IsKnown(Caller caller) => !ReferenceEquals(caller, Caller.Nobody) && !ReferenceEquals(caller, Caller.Local);

    private static bool GoesOn(HttpRequest request)
    {
        var range = request.Headers.Range.ToString();
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        return range.StartsWith("bytes=", StringComparison.Ordinal) && dash > 0
            && long.TryParse(range.AsSpan(6, dash - 6), NumberStyles.None, CultureInfo.InvariantCulture, out var from) && from > 0;
    }
}
