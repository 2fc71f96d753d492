using Microsoft.AspNetCore.Http;

namespace Cartel.Agent;

/// <summary><c>POST /v1/samples</c>: samples to learn from, one, an array, or a line each.</summary>
internal static class SamplesApi
{
    public static Task ServeAsync(HttpContext http, CancellationToken cancellation) =>
        throw LocalRefusal.Absent("it does not learn from what is posted: name the source http: with --data");
}
