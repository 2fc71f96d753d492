using static Microsoft.Playwright.Assertions;

namespace Cartel.EndToEnd.Tests;

/// <summary>The demo that a newcomer runs first, in a terminal and in a browser.</summary>
[TestFixture, Category("Slow")]
public sealed class DefaultDemoTests
{
    private const float Patience = 120_000;

    [Test]
    public async Task The_dashboard_shows_transfers_as_they_happen_and_an_agent_recovers_before_its_twin()
    {
        if (!File.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot", "index.html")))
            Assert.Ignore("The dashboard is not built: this test needs npm with Node 20.19 or later.");

        await using var chromium = await Chromium.StartAsync();
        using var demo = await RunningDemo.StartAsync();
        await using (var open = await chromium.OpenAsync($"{demo.Address}", 1280, 900))
        {
            var transfers = open.Page.Locator("tr[data-transfer]");
            await Expect(open.Connection).ToContainTextAsync("live", new() { Timeout = Patience });
            await Expect(transfers).ToHaveCountAsync(0);

            await Expect(transfers).Not.ToHaveCountAsync(0, new() { Timeout = Patience });
            await Expect(transfers.Locator(".state").Filter(new() { HasText = "adopted" })).Not.ToHaveCountAsync(0, new() { Timeout = Patience });
            Assert.That(open.Complaints, Is.Empty);
        }

        var outcome = await demo.EndAsync();

        outcome.AssertFields("sqlite");
        outcome.AssertThatSomebodyWasHelped();
    }
}
