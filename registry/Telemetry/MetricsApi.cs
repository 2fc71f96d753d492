using Cartel.Hosting;
using Cartel.Registry.Api;

namespace Cartel.Registry.Telemetry;

/// <summary><c>/metrics</c>: what this process counts, for Prometheus.</summary>
internal static class MetricsApi
{
    public static void MapMetrics(this IEndpointRouteBuilder routes) => routes
        .MapGet("/metrics", static (MetricsListener metrics) => Results.Text(metrics.Read() + ProcessMetrics.Write(), PrometheusLines.MediaType))
        .Produces<string>(200, "text/plain").Refuses(401, 403, 429);
}
