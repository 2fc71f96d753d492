namespace Cartel.Registry.Hosting;

/// <summary>The dashboard's files, or a plain page that says how to get them.</summary>
internal static class Dashboard
{
    private const string Hint = """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>Cartel registry</title>
        <h1>Cartel registry</h1>
        <p>The registry runs; its dashboard is not built. <code>./cartel registry</code> builds it.</p>
        <p>The API: <a href="/openapi/v1.json">/openapi/v1.json</a></p></html>
        """;

    public static void MapDashboard(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles();
        app.MapGet("/", static () => Results.Content(Hint, "text/html; charset=utf-8")).ExcludeFromDescription();
    }
}
