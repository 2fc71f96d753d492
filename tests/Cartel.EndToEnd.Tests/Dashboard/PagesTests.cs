using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cartel.Protocol;
using Microsoft.Playwright;
using static Cartel.EndToEnd.Tests.Dashboard.Stage;
using static Microsoft.Playwright.Assertions;

namespace Cartel.EndToEnd.Tests.Dashboard;

/// <summary>Each page shows what the API says, on a desktop and on a phone, and keeps nobody out.</summary>
[TestFixture]
public sealed class PagesTests
{
    private const string Name = "pages";
    private const string Path = $"/api/v1/namespaces/default/tasks/{Name}";

    private StoryFleet _fleet = null!;

    [OneTimeSetUp]
    public async Task Gather() => _fleet = await StoryFleet.GatherAsync(Client, Name);

    [Test]
    public Task The_overview_counts_as_the_api_does([Values(1280, 360)] int width) => LookAsync("", width, async open =>
    {
        var summary = await GetAsync($"{Path}/summary", CartelJson.Default.FleetSummary);
        await Expect(open.Figure("online")).ToHaveTextAsync($"{summary.Agents.Online}");
        await Expect(open.Figure("adopted")).ToHaveTextAsync($"{summary.Transfers.Adopted}");
        await Expect(open.Figure("rolled-back")).ToHaveTextAsync($"{summary.Transfers.RolledBack}");
        await Expect(open.Figure("novelties")).ToHaveTextAsync($"{summary.Signals.Sum(static step => step.Novelties)}");
        await Expect(open.Page.Locator("#headline")).ToContainTextAsync("Its error fell from 42.0 % to 8.0 %");
        await Expect(open.Page.Locator("#headline")).ToContainTextAsync($"{PretendFleet.Donor} sees much the same");
        // Both transfers fetched 2,000 bytes; a sample is 4 bytes of wind and 2 of the label.
        await Expect(open.Page.Locator("#bytes")).ToContainTextAsync("4.0 kB");
        await Expect(open.Page.Locator("#bytes")).ToContainTextAsync(FormattableString.Invariant($"{summary.Bytes.Centralized / 1000.0:0.0} kB"));
        await Expect(open.Page.Locator("#incidents")).ToContainTextAsync("3 agents");
        await Expect(open.Card(PretendFleet.Target).Locator(".figure.cartel")).ToHaveTextAsync("Cartel 93.0 %");
        await Expect(open.Card(PretendFleet.Target).Locator(".figure.twin")).ToHaveTextAsync("Isolated twin 71.0 %");
    });

    [Test]
    public Task The_agents_are_those_of_the_api([Values(1280, 360)] int width) => LookAsync("page=agents", width, async open =>
    {
        foreach (var agent in await Client.AgentsAsync(Name))
        {
            var row = open.Row("agent", agent.Name);
            await Expect(row).ToContainTextAsync("online");
            if (agent.Status is { } status) await Expect(row).ToContainTextAsync($"{status.SampleCount:N0}");
            if (agent.Status?.Accuracy is { } accuracy) await Expect(row).ToContainTextAsync(Percent(accuracy));
        }

        await Expect(open.Page.Locator("tbody tr")).ToHaveCountAsync(4);
    });

    [Test]
    public Task An_agent_shows_what_it_knows_and_where_it_has_it_from([Values(1280, 360)] int width) => LookAsync($"page=agent&agent={PretendFleet.Target}", width, async open =>
    {
        await Expect(open.Heading).ToHaveTextAsync(PretendFleet.Target);
        await Expect(open.Card(PretendFleet.Target).Locator(".samples")).ToHaveTextAsync("1,050 samples");
        await Expect(open.Row("class", "calm")).ToContainTextAsync("95.0 %");
        await Expect(open.Row("class", "storm")).ToContainTextAsync("80.0 %");
        await Expect(open.Page.Locator("[data-setting='trigger']")).ToContainTextAsync("class-recall:hddm-a");
        await Expect(open.Row("part", "class:1")).ToContainTextAsync($"merged from {PretendFleet.Donor}");
        await Expect(open.Page.Locator("svg.areas")).ToHaveAttributeAsync("aria-label", "Share of each class in its window; now calm 75.0 %, storm 25.0 %");
        await Expect(open.Transfer(_fleet.Adopted.Id)).ToBeVisibleAsync();
        await Expect(open.Page.Locator(".card .chart")).ToHaveAttributeAsync("aria-label", new Regex("new: storm at sample 500; from alps-2 at sample 520; adopted at sample 900"));
    });

    [Test]
    public Task An_agent_tells_how_near_its_detectors_are_and_what_it_takes([Values(1280, 360)] int width) => LookAsync($"page=agent&agent={PretendFleet.Target}", width, async open =>
    {
        var vitals = (await Client.VitalsAsync(Name, PretendFleet.Target))!;
        foreach (var detector in vitals.Detectors)
        {
            var row = open.Row("detector", detector.Class is null ? detector.Name : $"{detector.Name} {detector.Class}");
            await Expect(row).ToContainTextAsync(detector.Class is null ? "all errors" : "recall of storm");
            await Expect(row.Locator("[data-heading='Statistic']")).ToHaveTextAsync(Plain(detector.Statistic));
            await Expect(row.Locator("[data-heading='Warns at']")).ToHaveTextAsync(detector.WarningAt is { } warns ? Plain(warns) : "–");
            await Expect(row.Locator("[data-heading='Signals at']")).ToHaveTextAsync(Plain(detector.DriftAt));
        }

        // 4.2 and 3.5 of 5.25; 0.0125 of 0.1.
        await Expect(open.Page.GetByRole(AriaRole.Img, new() { Name = "80 % of the way to a signal; it warns at 67 %" })).ToBeVisibleAsync();
        await Expect(open.Page.GetByRole(AriaRole.Img, new() { Name = "13 % of the way to a signal", Exact = true })).ToBeVisibleAsync();
        await Expect(open.Page.Locator(".nearness")).ToHaveTextAsync(["▲ warns", "✓ calm"]);
        var taken = vitals.Resources;
        await Expect(Resource(open, "Resident memory")).ToHaveTextAsync(FormattableString.Invariant($"{taken.ResidentBytes / 1e6:0.0} MB"));
        await Expect(Resource(open, "Processor")).ToHaveTextAsync($"{Percent(taken.CpuShare)} of one core");
        await Expect(Resource(open, "State folder")).ToHaveTextAsync(FormattableString.Invariant($"{taken.StateBytes / 1e6:0.0} MB"));
        await Expect(Resource(open, "Free on its disk")).ToHaveTextAsync(FormattableString.Invariant($"{taken.FreeBytes / 1e9:0.0} GB"));
        await Expect(Resource(open, "Model")).ToHaveTextAsync(FormattableString.Invariant($"{taken.ModelBytes / 1e3:0.0} kB"));
        await Expect(Resource(open, "Samples a second")).ToHaveTextAsync(FormattableString.Invariant($"{taken.SamplesPerSecond:0}"));
        await Expect(Resource(open, "Messages that wait to be sent")).ToHaveTextAsync($"{taken.OutboxWaiting}");
        await Expect(Resource(open, "Does without")).ToHaveTextAsync(taken.Economy!);
        await Expect(Resource(open, "Told")).ToHaveTextAsync(new Regex(@"^\d+ (s|min \d+ s) ago$"));
    });

    [Test]
    public Task An_agent_that_told_nothing_of_itself_says_how_it_would([Values(1280, 360)] int width) => LookAsync($"page=agent&agent={PretendFleet.Donor}", width, async open =>
    {
        await Expect(open.Page.Locator(".empty", new() { HasText = "It has not told of its detectors yet." })).ToContainTextAsync("./cartel agent run --report-every 10");
        await Expect(open.Page.Locator(".empty", new() { HasText = "It has not told of its resources yet." })).ToBeVisibleAsync();
    });

    [Test]
    public Task Neighbours_stand_in_the_api_s_order_with_every_term([Values(1280, 360)] int width) => LookAsync($"page=neighbours&agent={PretendFleet.Target}&classes=storm", width, async open =>
    {
        var found = await NeighboursAsync();
        await Expect(open.Page.Locator("tr[data-neighbour]")).ToHaveCountAsync(found.Items.Count);
        // A score falls as its profile ages: the page shows that of its last look, so that the api is asked each time.
        Assert.That(async () =>
        {
            var best = (await NeighboursAsync()).Items.First(static one => one.Rank == 1);
            var row = await open.Row("neighbour", best.Agent).InnerTextAsync();
            return best.Terms!.Select(static term => FormattableString.Invariant($"{term.Key} {term.Value:0.00}")).Prepend($"{best.Score:0.000}")
                .Where(shown => !Regex.Replace(row, @"\s+", " ").Contains(shown, StringComparison.Ordinal)).ToArray();
        }, Is.Empty.After(30_000, 200));
        var refused = found.Items.First(static one => one.Refused is not null);
        await Expect(open.Row("neighbour", refused.Agent)).ToContainTextAsync(refused.Refused!);

        var canvas = open.Page.Locator("canvas.heat");
        var matrix = await GetAsync($"{Path}/divergences", CartelJson.Default.DivergenceMatrix);
        await canvas.PressAsync("ArrowRight");
        var row = matrix.Agents.ToList().IndexOf(PretendFleet.Target);
        await Expect(open.Page.Locator(".readout")).ToHaveTextAsync($"{PretendFleet.Target} and {matrix.Agents[1]}: {matrix.Bits[row][1]:0.000} bits");
    });

    [Test]
    public Task Transfers_are_those_of_the_api_and_of_one_state_where_asked([Values(1280, 360)] int width) => LookAsync("page=transfers", width, async open =>
    {
        await Expect(open.Page.Locator("tr[data-transfer]")).ToHaveCountAsync(2);
        await Expect(open.Transfer(_fleet.Undone.Id)).ToContainTextAsync("The former model did better.");

        await open.Page.GetByLabel("State", new() { Exact = true }).SelectOptionAsync("adopted");

        await Expect(open.Page.Locator("tr[data-transfer]")).ToHaveCountAsync(1);
        await Expect(open.Transfer(_fleet.Adopted.Id)).ToContainTextAsync("42.0 % → 8.0 %");
        Assert.That(open.Page.Url, Does.Contain("state=adopted"));
    });

    [Test]
    public Task A_transfer_is_told_from_question_to_receipt([Values(1280, 360)] int width) => LookAsync($"page=transfer&id={_fleet.Adopted.Id}", width, async open =>
    {
        var steps = open.Page.Locator("[data-step]");
        await Expect(steps).ToHaveCountAsync(6);
        var told = await steps.EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.step)");
        Assert.That(told, Is.EqualTo(new[] { "novelty", "transfer.offered", "transfer.fetching", "transfer.verifying", "transfer.shadowing", "transfer.adopted" }));
        await Expect(open.Page.Locator("[data-fact='Error on its held-out samples']")).ToContainTextAsync("42.0 % before, 8.0 % after");
        await Expect(open.Row("donor", PretendFleet.Donor)).ToContainTextAsync($"{_fleet.Adopted.Offers.Single().Score:0.000}");
        await Expect(open.Row("donor", PretendFleet.Donor)).ToContainTextAsync("chosen");
    });

    [Test]
    public Task A_transfer_shows_what_was_tried_and_how_probation_went([Values(1280, 360)] int width) => LookAsync($"page=transfer&id={_fleet.Adopted.Id}", width, async open =>
    {
        var receipt = (await Client.TransferAsync(_fleet.Adopted.Id)).Receipt!;
        var trials = open.Page.Locator("tr[data-trial]");
        await Expect(trials).ToHaveCountAsync(receipt.Trials!.Count);
        foreach (var trial in receipt.Trials)
        {
            var row = open.Row("trial", trial.Name);
            await Expect(row.Locator("[data-heading='Its error']")).ToHaveTextAsync(Percent(trial.Error));
            await Expect(row.Locator("[data-heading=\"The former model's\"]")).ToHaveTextAsync(Percent(receipt.ErrorBefore));
            await Expect(row.Locator(".state")).ToHaveTextAsync(trial.Passed ? "✓ admitted" : "✕ not admitted");
        }

        await Expect(trials.Filter(new() { HasText = "← merged first" })).ToHaveAttributeAsync("data-trial", receipt.Trials.Single(trial => trial.Error == receipt.ErrorAfter).Name);
        var curve = receipt.Probation!;
        await Expect(open.Page.GetByRole(AriaRole.Img, new() { Name = "Mistakes on probation" })).ToHaveAttributeAsync(
            "aria-label",
            $"Mistakes on probation; after {receipt.EndedAtSample - receipt.MergedAtSample} labelled samples the former model had made {curve.Former[^1]} mistakes, "
            + $"the best merged model {curve.Merged[^1]}, and what was served {curve.Served[^1]}");
        await Expect(open.Page.GetByRole(AriaRole.Heading, new() { Name = "Accuracy around the merge" })).ToBeVisibleAsync();
    });

    [Test]
    public Task Parts_show_who_lent_to_whom([Values(1280, 360)] int width) => LookAsync("page=parts", width, async open =>
    {
        await Expect(open.Page.Locator("svg.lineage path.loan")).ToHaveCountAsync(2);
        await Expect(open.Page.Locator("svg.lineage path.undone")).ToHaveCountAsync(1);
    });

    [Test]
    public Task Drift_has_a_lane_for_each_and_a_band_where_many_met_it([Values(1280, 360)] int width) => LookAsync("page=drift", width, async open =>
    {
        var signals = await GetAsync($"{Path}/signals", CartelJson.Default.SignalList);
        await Expect(open.Page.Locator("[data-signal]")).ToHaveCountAsync(signals.Items.Count);
        await Expect(open.Page.Locator("[data-lane]")).ToHaveCountAsync(signals.Items.Select(static one => one.Agent).Distinct().Count());
        await Expect(open.Page.Locator(".band.novelty")).ToHaveCountAsync(1);
    });

    [Test]
    public Task Tasks_say_how_many_take_part([Values(1280, 360)] int width) => LookAsync("page=tasks", width, async open =>
    {
        await Expect(open.Row("task", Name)).ToContainTextAsync("linear-logistic");
        await Expect(open.Row("task", Name).Locator("[data-heading='Agents online']")).ToHaveTextAsync("4");
    });

    [Test]
    public Task Events_are_those_of_the_api_newest_first([Values(1280, 360)] int width) => LookAsync($"page=events&agent={StoryFleet.Third}", width, async open =>
    {
        await Expect(open.Events).ToHaveCountAsync(2);
        await Expect(open.Events.First).ToContainTextAsync("met the unknown class “storm” at sample 320");
    });

    [Test]
    public Task The_system_page_knows_the_registry([Values(1280, 360)] int width) => LookAsync("page=system", width, async open =>
    {
        var system = await GetAsync("/api/v1/system", CartelJson.Default.SystemView);
        await Expect(open.Page.Locator("[data-fact='Version']")).ToContainTextAsync(system.Version);
        await Expect(open.Page.Locator("[data-fact='Store']")).ToContainTextAsync("sqlite, answers");
        await Expect(open.Page.Locator("[data-fact='events']")).ToContainTextAsync("10,000");
    });

    [Test]
    public Task Enrolment_makes_and_revokes_a_token([Values(1280, 360)] int width) => LookAsync("page=enrolment", width, async open =>
    {
        await open.Page.GetByLabel("Agent's name").FillAsync($"gateway-{width}*");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Make a token" }).ClickAsync();

        await Expect(open.Page.Locator("code.secret")).ToContainTextAsync("cartel_enroll_");
        var row = open.Page.Locator("tr[data-token]", new() { HasText = $"gateway-{width}*" });
        await Expect(row).ToContainTextAsync("0 of 1");

        await row.GetByRole(AriaRole.Button).ClickAsync();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
    });

    [Test]
    public Task Of_an_agent_s_two_keys_one_can_be_revoked([Values(1280, 360)] int width) => LookAsync("page=enrolment", width, async open =>
    {
        var agent = $"press-{width}";
        using var former = AgentCredential.Create("default", agent);
        using var latter = AgentCredential.Create("default", agent);
        var token = await Client.CreateEnrollmentTokenAsync(new EnrollmentTokenOrder(Agent: agent));
        await Client.EnrollAsync(new EnrollmentRequest(token.Token!, agent, former.PublicKey));
        var keys = (await Client.RotateKeyAsync(agent, new KeyRotation(latter.PublicKey))).Keys;
        await open.Page.ReloadAsync();

        var key = open.Page.Locator($"[data-key='{keys[0].KeyId}']");
        await key.GetByRole(AriaRole.Button).ClickAsync();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await Expect(key).ToContainTextAsync("revoked");
        await Expect(open.Page.Locator($"[data-key='{keys[1].KeyId}']")).ToContainTextAsync("since");
        await Expect(open.Page.Locator($"tr[data-identity='{agent}']").GetByRole(AriaRole.Button)).ToHaveCountAsync(1);
        Assert.That((await Client.IdentityAsync(agent)).Keys.Select(static one => one.RevokedAt is null), Is.EqualTo(new[] { false, true }));
    });

    private static ILocator Resource(OpenPage open, string name) => open.Page.Locator($"[data-resource='{name}'] dd");

    private static string Plain(double value) => FormattableString.Invariant($"{value}");

    private static Task<NeighbourList> NeighboursAsync() =>
        GetAsync($"{Path}/agents/{PretendFleet.Target}/neighbours?k=12&explain=true&classes=1", CartelJson.Default.NeighbourList);

    private static async Task LookAsync(string query, int width, Func<OpenPage, Task> look)
    {
        await using var open = await OpenAsync(Name, query, width, width < 500 ? 740 : 900);
        await look(open);

        await Expect(open.Connection).ToContainTextAsync("live");
        Assert.That(await open.OverhangAsync(), Is.Zero, "nothing sticks out sideways");
        Assert.That(await Axe.SeriousFaultsAsync(open), Is.Empty);
        Assert.That(open.Complaints, Is.Empty);
    }

    private static async Task<T> GetAsync<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        await Http.GetFromJsonAsync(path, type) ?? throw new JsonException(path);
}
