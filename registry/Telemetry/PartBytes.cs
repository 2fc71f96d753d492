namespace Cartel.Registry.Telemetry;

/// <summary>Counts the bytes of parts that come and go.</summary>
internal static class PartBytes
{
    private const string Part = "/parts/{sha256}";
    private const string Bundle = "/parts";

    public static void UsePartBytes(this IApplicationBuilder app) => app.Use(static async (http, next) =>
    {
        await next(http);
        if (http.GetEndpoint() is not RouteEndpoint { RoutePattern.RawText: { } route } || !IsOfParts(route)) return;

        var meter = http.RequestServices.GetRequiredService<RegistryMeter>();
        if (HttpMethods.IsPut(http.Request.Method) && !route.Contains("/transfers/", StringComparison.Ordinal)) Count(meter, up: true, http.Request.ContentLength, http);
        else if (!HttpMethods.IsHead(http.Request.Method)) Count(meter, up: false, http.Response.ContentLength, http);
    });

    private static bool IsOfParts(string route) => route.EndsWith(Part, StringComparison.Ordinal) || route.EndsWith(Bundle, StringComparison.Ordinal);

    private static void Count(RegistryMeter meter, bool up, long? bytes, HttpContext http)
    {
        if (bytes is > 0 && http.Response.StatusCode is 200 or 201 or 206) meter.Relayed(up, bytes.GetValueOrDefault());
    }
}
