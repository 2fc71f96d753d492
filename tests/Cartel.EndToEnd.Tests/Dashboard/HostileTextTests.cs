using Cartel.Protocol;
using static Cartel.EndToEnd.Tests.Dashboard.Stage;
using static Microsoft.Playwright.Assertions;

namespace Cartel.EndToEnd.Tests.Dashboard;

/// <summary>Names, labels and reasons come from strangers.</summary>
[TestFixture]
public sealed class HostileTextTests
{
    private const string Name = "hostile";
    private const string Image = "<img src=x onerror=alert(1)>";
    private const string Script = "<script>alert(2)</script>";
    private const string RightToLeft = "\u202Eedcba";

    private static readonly string Long = new('w', 10_000);

    private Transfer _transfer = null!;

    [OneTimeSetUp]
    public async Task Gather()
    {
        var fleet = await PretendFleet.GatherAsync(
            Client, PretendFleet.TaskOf(Name, known: Script, unknown: Image + Long, description: $"{Script}{RightToLeft} {Long}"),
            new Dictionary<string, string> { [Image] = Script + RightToLeft });
        _transfer = await fleet.AskAsync(500);
        var name = $"{Image}{Script}{RightToLeft} {Long[..150]}";
        await fleet.TellAsync(PretendFleet.Target, PretendFleet.VitalsOf(name, name, name));
        await fleet.EndAsync(
            _transfer, TransferState.Rejected, $"{Image}{RightToLeft} {Long[..1_900]}", 520, 530, [new MergeTrial(name, 0.5, Passed: true), new MergeTrial($"2{name}", 0.6)],
            new ProbationCurve(5, [1, 2], [1, 1], [1, 1]));
    }

    [TestCase("")]
    [TestCase("page=agents")]
    [TestCase("page=agent&agent=alps-1")]
    [TestCase("page=transfers")]
    [TestCase("page=transfer")]
    [TestCase("page=tasks")]
    [TestCase("page=events")]
    public async Task They_are_shown_and_not_obeyed(string query)
    {
        await using var open = await OpenAsync(Name, query == "page=transfer" ? $"{query}&id={_transfer.Id}" : query, 360, 740);

        await Expect(open.Page.Locator("main")).ToContainTextAsync(query == "page=agents" ? Script : Image);
        await Expect(open.Page.Locator("img, body script")).ToHaveCountAsync(0);
        Assert.That(await open.OverhangAsync(), Is.Zero, "nothing sticks out sideways");
        var heights = await open.Page.Locator("main bdi").EvaluateAllAsync<double[]>("all => all.map(one => one.getBoundingClientRect().height)");
        Assert.That(heights, Is.All.LessThan(200), "no text pushes all others away");
        var loose = await open.Page.EvaluateAsync<int>("""
            [...document.querySelectorAll("main *")].filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.includes("\u202E")) && getComputedStyle(one).unicodeBidi !== "isolate").length
            """);
        Assert.That(loose, Is.Zero, "whatever changes the direction is kept to itself");
        Assert.That(open.Complaints, Is.Empty);
    }
}
