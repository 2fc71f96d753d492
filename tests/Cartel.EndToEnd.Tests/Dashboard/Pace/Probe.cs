using System.Globalization;
using Microsoft.Playwright;

namespace Cartel.EndToEnd.Tests.Dashboard;

/// <summary>Watches a page from within, frame by frame: how long something takes to be there, and how evenly frames come.</summary>
internal sealed class Probe : IAsyncDisposable
{
    // Looked at before each frame is painted: what is found there is seen in that frame.
    private const string Script = """
        globalThis.pace = {
          until: found => new Promise(resolve => {
            const look = now => { if (found()) resolve(now); else requestAnimationFrame(look); };
            requestAnimationFrame(look);
          }),
          after: async (act, found) => { const from = performance.now(); act(); return await pace.until(found) - from; },
          scroll: async (milliseconds, step) => {
            const frames = []; const from = performance.now(); let way = step;
            for (let now = from; now - from < milliseconds; ) {
              const last = now; now = await new Promise(requestAnimationFrame);
              if (last !== from) frames.push(now - last);
              scrollBy(0, way);
              if (scrollY <= 0) way = step; else if (scrollY + innerHeight >= document.documentElement.scrollHeight - 1) way = -step;
            }
            return frames;
          },
          seen: selector => { const one = document.querySelector(selector); return one !== null && one.getClientRects().length > 0 && one; },
        };
        """;

    private readonly Chromium _browser;
    private readonly OpenPage _open;

    private Probe(Chromium browser, OpenPage open) => (_browser, _open) = (browser, open);

    public IPage Page => _open.Page;

    public IReadOnlyCollection<string> Complaints => _open.Complaints;

    /// <summary>Opens a page in a browser that was never used before.</summary>
    public static async Task<Probe> OpenAsync(Uri address, string query)
    {
        var browser = await Chromium.StartAsync();
        var open = await browser.OpenAsync("about:blank", 1280, 900);
        await open.Page.AddInitScriptAsync(Script);
        await open.Page.GotoAsync($"{address}{query}", new() { WaitUntil = WaitUntilState.Commit });
        return new Probe(browser, open);
    }

    /// <summary>Milliseconds from the address to the first paint of any content.</summary>
    public async Task<double> FirstPaintAsync()
    {
        await Page.WaitForFunctionAsync("() => performance.getEntriesByName('first-contentful-paint').length > 0");
        return await Page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime");
    }

    /// <summary>Milliseconds from the address to the frame in which something is found.</summary>
    /// <param name="found">An expression of the page; <c>pace.seen(selector)</c> finds what is visible.</param>
    public Task<double> UntilAsync(string found) => Page.EvaluateAsync<double>($"pace.until(() => {found})");

    /// <summary>Milliseconds from an act to the frame in which something is found.</summary>
    public Task<double> AfterAsync(string act, string found) => Page.EvaluateAsync<double>($"pace.after(() => {act}, () => {found})");

    /// <summary>Scrolls down and up again for five seconds; how long each frame lasted, in milliseconds.</summary>
    public Task<double[]> ScrollAsync() => Page.EvaluateAsync<double[]>("pace.scroll(5000, 40)");

    /// <summary>What the heap holds after everything that can be collected was, in bytes.</summary>
    public async Task<double> HeapAsync()
    {
        var session = await Page.Context.NewCDPSessionAsync(Page);
        await session.SendAsync("HeapProfiler.enable");
        for (var i = 0; i < 3; i++) await session.SendAsync("HeapProfiler.collectGarbage");
        var usage = await session.SendAsync("Runtime.getHeapUsage");
        await session.DetachAsync();
        return usage!.Value.GetProperty("usedSize").GetDouble();
    }

    /// <summary>Frames a second: those of the frame in the middle, and of the slowest of a hundred.</summary>
    public static string Rates(double[] frames)
    {
        var sorted = frames.Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{1000 / sorted[sorted.Length / 2]:0} / {1000 / sorted[(int)(sorted.Length * 0.99)]:0}");
    }

    public async ValueTask DisposeAsync()
    {
        await _open.DisposeAsync();
        await _browser.DisposeAsync();
    }
}
