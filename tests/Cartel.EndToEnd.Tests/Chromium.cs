using Microsoft.Playwright;

namespace Cartel.EndToEnd.Tests;

/// <summary>A Chromium without a window, as the operating system installs it.</summary>
internal sealed class Chromium(IPlaywright playwright, IBrowser browser) : IAsyncDisposable
{
    private const string Executable = "/usr/bin/chromium";

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    /// <summary>Where the dashboard's files lie, as the registry serves them.</summary>
    public static string DashboardFiles => Path.Combine(AppContext.BaseDirectory, "wwwroot");

    /// <summary>Starts it; the test is skipped, with the reason, on a machine that has none, or could not build the dashboard.</summary>
    public static async Task<Chromium> StartAsync()
    {
        if (!File.Exists(Path.Combine(DashboardFiles, "index.html"))) Assert.Ignore("The dashboard is not built: this test needs npm with Node 20.19 or later.");
        if (!File.Exists(Executable)) Assert.Ignore($"There is no {Executable}: this test needs a browser.");

        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = Arguments }));
    }

    /// <summary>Opens an address in a fresh profile of an American in UTC, whose numbers and times are known.</summary>
    public async Task<OpenPage> OpenAsync(string address, int width, int height)
    {
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            Locale = "en-US",
            TimezoneId = "UTC",
        });
        context.SetDefaultTimeout(30_000);
        var page = new OpenPage(context, await context.NewPageAsync());
        await page.Page.GotoAsync(address);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
