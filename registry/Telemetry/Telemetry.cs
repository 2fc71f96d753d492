using Cartel.Registry.Hosting;

namespace Cartel.Registry.Telemetry;

/// <summary>What the registry tells of itself: <c>/metrics</c> always, traces and metrics over OTLP where a collector is named.</summary>
internal static class Telemetry
{
    public static void AddTelemetry(this WebApplicationBuilder builder, RegistryOptions options)
    {
        builder.Services.AddSingleton<RegistryMeter>();
        builder.Services.AddSingleton<MetricsListener>();
        builder.Services.AddSingleton<FleetSampler>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<FleetSampler>());
        if (options.Otlp is not null) builder.Services.AddHostedService<TelemetryExport>();
    }

    public static void UseTelemetry(this WebApplication app, RegistryOptions options)
    {
        if (options.Otlp is not null) app.Use(TelemetryExport.NameAsync);
        app.UsePartBytes();
        app.MapMetrics();
        // It hears of nothing that happened before there was one.
        app.Lifetime.ApplicationStarted.Register(() => app.Services.GetRequiredService<MetricsListener>());
    }

    /// <summary>The meter of the registry that serves a request.</summary>
    public static RegistryMeter Meter(this HttpContext http) => http.RequestServices.GetRequiredService<RegistryMeter>();
}
