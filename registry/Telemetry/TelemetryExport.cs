using System.Diagnostics;
using Cartel.Registry.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Cartel.Registry.Telemetry;

/// <summary>Sends traces and metrics to an OpenTelemetry collector, in batches; what the collector does not take in time is dropped.</summary>
/// <remarks>Requests that belong to an agent's trace are recorded with it; of all others only a share begins a trace of its own.</remarks>
internal sealed class TelemetryExport(RegistryOptions options) : IHostedService, IDisposable
{
    private static readonly string Instance = Guid.NewGuid().ToString("N");

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var resource = ResourceBuilder.CreateEmpty().AddService("cartel-registry", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3), serviceInstanceId: Instance);
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceShare)))
            .AddSource("Microsoft.AspNetCore")
            .AddOtlpExporter(exporter => To(exporter, "v1/traces"))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(RegistryMeter.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddOtlpExporter(exporter => To(exporter, "v1/metrics"))
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // What waits is sent first.
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    /// <summary>Names the span of a request by its route: the framework calls them all alike.</summary>
    public static async Task NameAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (Activity.Current is not { IsAllDataRequested: true } span || http.GetEndpoint() is not RouteEndpoint { RoutePattern.RawText: { } route }) return;

        span.DisplayName = $"{http.Request.Method} {route}";
        span.SetTag("http.request.method", http.Request.Method).SetTag("http.route", route).SetTag("http.response.status_code", http.Response.StatusCode);
        if (http.Response.StatusCode >= 500) span.SetStatus(ActivityStatusCode.Error);
    }

    private void To(OtlpExporterOptions exporter, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri(options.Otlp!, path);
    }
}
