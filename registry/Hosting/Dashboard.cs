using Microsoft.AspNetCore.StaticFiles;

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

    // No inline script or style, nothing from elsewhere, no frame around it, and no text that becomes markup.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    public static void MapDashboard(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = Prepare });

        // Files are served only where no endpoint matches.
        if (!app.Environment.WebRootFileProvider.GetFileInfo("index.html").Exists)
            app.MapGet("/", static () => Results.Content(Hint, "text/html; charset=utf-8")).ExcludeFromDescription();
    }

    private static void Prepare(StaticFileResponseContext context)
    {
        var headers = context.Context.Response.Headers;
        // After an upgrade a browser must not show a page whose scripts are gone: it asks each time, and mostly hears 304.
        headers.CacheControl = "no-cache";
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
