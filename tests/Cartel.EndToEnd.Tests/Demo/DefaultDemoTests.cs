using System.Text.RegularExpressions;
using Microsoft.Playwright;
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
        await using var chromium = await Chromium.StartAsync();
        using var demo = await RunningDemo.StartAsync();
        await using (var open = await chromium.OpenAsync($"{demo.Address}", 1280, 900))
        {
            var transfers = open.Page.Locator("tr[data-transfer]");
            await Expect(open.Connection).ToContainTextAsync("live", new() { Timeout = Patience });
            await Expect(transfers).ToHaveCountAsync(0);

            await Expect(transfers).Not.ToHaveCountAsync(0, new() { Timeout = Patience });
            await Expect(open.Events.Filter(new() { HasText = "met the unknown class" })).Not.ToHaveCountAsync(0, new() { Timeout = Patience });
            await Expect(transfers.Locator(".state").Filter(new() { HasText = "adopted" })).Not.ToHaveCountAsync(0, new() { Timeout = Patience });
            // The story in the first screen: who met something new, who helped, and what it gained.
            var story = open.Page.Locator("#headline");
            // What somebody borrowed at its very beginning may come first, and give way to what gained more.
            await Expect(story).ToContainTextAsync("which its model did not know", new() { Timeout = Patience });
            await Expect(story).ToContainTextAsync("lent the part of its model", new() { Timeout = Patience });
            await Expect(story).ToContainTextAsync(new Regex("Its error fell from .* %, so it keeps the part"), new() { Timeout = Patience });
            await story.GetByRole(AriaRole.Link).ClickAsync();
            await Expect(open.Page.Locator("[data-step='transfer.adopted']")).ToHaveCountAsync(1, new() { Timeout = Patience });
            await open.Page.Locator(".transfer-head a").First.ClickAsync();
            await Expect(open.Page.Locator("[data-setting='trigger']")).ToContainTextAsync("class-recall", new() { Timeout = Patience });
            Assert.That(open.Complaints, Is.Empty);
        }

        var outcome = await demo.EndAsync();

        outcome.AssertFields("sqlite");
        outcome.AssertThatSomebodyWasHelped();
    }
}
