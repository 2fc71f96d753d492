using Cartel.Registry.Api;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;
using Microsoft.AspNetCore.Diagnostics;

namespace Cartel.Registry.Hosting;

/// <summary>Turns everything that no handler answered into a problem with a code.</summary>
internal sealed class Failures(ILogger<Failures> log) : IExceptionHandler
{
    private const int LongestShown = 200;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var refusal = Of(httpContext, exception);
        if (refusal.Kind == Refusals.Internal)
            Log.RequestFailed(log, exception, httpContext.Request.Method, httpContext.Request.Path, ProblemAnswer.TraceOf(httpContext));

        await new ProblemAnswer(refusal).ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>An answer that has a status and no body: no route, a wrong method, a parameter that is no number.</summary>
    public static Task DescribeAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var refusal = http.Response.StatusCode switch
        {
            400 => Refusals.InvalidQuery.Because($"A value of {Shown(http.Request)} is none of its kind: a number, true or false."),
            404 => Refusals.NotFound.Because($"There is nothing at {http.Request.Path}."),
            405 => Refusals.MethodNotAllowed.Because($"{http.Request.Path} does not take {http.Request.Method}."),
            413 => TooLarge(http),
            415 => Refusals.UnsupportedMediaType.Because($"The request has “{http.Request.ContentType}”."),
            _ => null,
        };
        return refusal is null ? Task.CompletedTask : new ProblemAnswer(refusal).ExecuteAsync(http);
    }

    private static Refusal Of(HttpContext http, Exception exception) => exception switch
    {
        StoreUnavailableException => Refusals.StoreUnavailable.Because(exception.Message),
        BadHttpRequestException { StatusCode: 413 } => TooLarge(http),
        BadHttpRequestException { StatusCode: 408 } => Refusals.RequestTimeout.Because("The body came at less than 240 bytes a second."),
        // A subtype is the server's own: a body whose chunks or length are wrong.
        BadHttpRequestException when exception.GetType() != typeof(BadHttpRequestException) => Refusals.MalformedRequest.Because(exception.Message),
        BadHttpRequestException => Refusals.InvalidQuery.Because(exception.Message),
        _ => Refusals.Internal.Because("This is the registry's fault, not the request's; its log has the trace."),
    };

    private static string Shown(HttpRequest request)
    {
        var query = request.QueryString.ToString();
        return query.Length <= LongestShown ? query : query[..LongestShown] + "…";
    }

    private static Refusal TooLarge(HttpContext http) => http.Request.RouteValues.ContainsKey("sha256")
        ? Refusals.PartTooLarge.Because($"The most is {http.RequestServices.GetRequiredService<PartLimits>().LargestPart} bytes.")
        : Refusals.BodyTooLarge.Because($"The most is {JsonBody.MostBytes} bytes.");
}
