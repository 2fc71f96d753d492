using System.Diagnostics;
using System.Text.Json;
using Cartel.Protocol;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Api;

/// <summary>A refusal as <c>application/problem+json</c> (RFC 9457).</summary>
internal sealed class ProblemAnswer(Refusal refusal) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var kind = refusal.Kind;
        response.StatusCode = kind.Status;
        response.ContentType = "application/problem+json";
        if (kind.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            var spread = httpContext.RequestServices.GetRequiredService<FleetPace>().RetrySeconds();
            response.Headers.RetryAfter = $"{(refusal.RetryAfter is { } known ? (int)Math.Ceiling(known.TotalSeconds) : spread)}";
        }

        await JsonSerializer.SerializeAsync(
            response.Body, Of(refusal, TraceOf(httpContext)), CartelJson.Default.Problem, httpContext.RequestAborted);
    }

    public static string TraceOf(HttpContext http) => Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;

    private static Problem Of(Refusal refusal, string trace)
    {
        var kind = refusal.Kind;
        var help = $"/docs/errors/{kind.Code}.md";
        return new Problem(help, kind.Title, kind.Status, refusal.Detail, kind.Code, trace, kind.Retryable, help, refusal.ServerTime);
    }
}
