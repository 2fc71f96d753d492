using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Microsoft.AspNetCore.Builder;
using static Microsoft.Playwright.Assertions;

namespace Cartel.EndToEnd.Tests.Dashboard;

/// <summary>One browser and one registry for all tests of the dashboard: each test has a task of its own there.</summary>
[SetUpFixture]
internal sealed class Stage
{
    private WebApplication? _registry;
    private string? _data;

    /// <summary>Anybody may do everything in it.</summary>
    public static HttpClient Http { get; private set; } = null!;

    // However busy the machine is.
    public static RegistryClient Client => new(Http, timeout: TimeSpan.FromSeconds(60));

    /// <summary>The browser.</summary>
    public static Chromium Browser { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        SetDefaultExpectTimeout(30_000);
        Browser = await Chromium.StartAsync();
        _data = Directory.CreateTempSubdirectory("cartel-dashboard-").FullName;
        _registry = RegistryApplication.Build(new RegistryOptions { Port = 0, Data = _data, Lease = TimeSpan.FromMinutes(5) });
        await _registry.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_registry.Urls.First()) };
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        Http?.Dispose();
        if (Browser is not null) await Browser.DisposeAsync();
        if (_registry is not null) await _registry.DisposeAsync();
        if (_data is not null) Directory.Delete(_data, recursive: true);
    }

    /// <summary>Opens a page of a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="query">The page and what it adds to the address, such as <c>page=agents&amp;q=alps</c>; empty: the overview.</param>
    /// <param name="width">The window's width.</param>
    /// <param name="height">The window's height.</param>
    public static Task<OpenPage> OpenAsync(string task, string query = "", int width = 1280, int height = 900) =>
        Browser.OpenAsync($"{Http.BaseAddress}?task={task}{(query.Length > 0 ? $"&{query}" : "")}", width, height);

    public static string Percent(double? share) => share is null ? "–" : FormattableString.Invariant($"{share * 100:0.0} %");
}
