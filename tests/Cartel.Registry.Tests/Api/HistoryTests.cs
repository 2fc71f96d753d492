using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

internal sealed class HistoryTests : RegistryTest
{
    private const string History = $"{Root}/tasks/sea/agents/donor/history";

    [SetUp]
    public async Task Report()
    {
        await Some.FleetAsync(Client);
        // Minutes 0 to 5, two reports in each: 0.0 and 0.1, 0.2 and 0.3, …
        for (var i = 0; i < 12; i++)
        {
            await Client.RenewLeaseAsync("sea", "donor", new AgentStatus(i, Math.Round(i * 0.05, 2)));
            Time.Advance(TimeSpan.FromSeconds(30));
        }
    }

    // Arithmetic by hand.
    [Test]
    public async Task Reports_are_averaged_in_steps()
    {
        var history = await Client.HistoryAsync("sea", "donor", ["accuracy"], TimeSpan.FromMinutes(2));

        Assert.That(history.StepSeconds, Is.EqualTo(120));
        Assert.That(history.Points, Is.Empty);
        var steps = history.Series!.Single().Steps;
        Assert.That(steps.Select(step => (step.At - Start).TotalMinutes), Is.EqualTo(new[] { 0, 2, 4 }));
        Assert.That(steps.Select(step => step.Reports), Is.EqualTo(new[] { 4, 4, 4 }));
        Assert.That(steps.Select(step => step.Mean), Is.EqualTo(new[] { 0.075, 0.275, 0.475 }).Within(1e-12));
        Assert.That(steps.Select(step => (step.Min, step.Max)), Is.EqualTo(new[] { (0, 0.15), (0.2, 0.35), (0.4, 0.55) }));
    }

    [Test]
    public async Task A_range_leaves_out_what_is_before_and_after()
    {
        var json = await Http.GetStringAsync($"{History}?from=2026-01-01T00:01:00Z&to=2026-01-01T00:02:00Z");
        Assert.That(json, Does.Contain("\"sampleCount\":2").And.Contain("\"sampleCount\":4").And.Not.Contain("\"sampleCount\":1,").And.Not.Contain("\"sampleCount\":5"));
    }

    [Test]
    public async Task A_metric_that_was_never_reported_has_no_step() =>
        Assert.That((await Client.HistoryAsync("sea", "donor", ["twinAccuracy"])).Series!.Single().Steps, Is.Empty);

    [Test]
    public async Task The_class_prior_is_that_of_the_profile_that_came_with_a_report()
    {
        await Client.PutProfileAsync("sea", "donor", Some.Profile(2) with { ClassCounts = [300, 100, 0], Status = new AgentStatus(20, 0.9) });

        var history = await Client.HistoryAsync("sea", "donor", ["classPrior", "drift"], TimeSpan.FromMinutes(1));

        Assert.That(history.Priors!.Single().Shares, Is.EqualTo(new[] { 0.75, 0.25, 0 }));
        Assert.That(history.Priors!.Single().Samples, Is.EqualTo(400));
        Assert.That((await Client.AgentAsync("sea", "donor")).Status, Is.EqualTo(new AgentStatus(20, 0.9)), "what the agent said itself");
        Assert.That(await Http.GetStringAsync(History), Does.Not.Contain("classCounts"));
    }

    [Test]
    public async Task Drifts_are_marked()
    {
        await Client.SignalAsync("sea", "donor", new AgentSignal(TriggerKind.Drift, 9, [1]), Some.Key());
        await Client.SignalAsync("sea", "target", new AgentSignal(TriggerKind.Drift, 9, [1]), Some.Key());

        var mark = (await Client.HistoryAsync("sea", "donor", ["drift"])).Marks!.Single();

        Assert.That((mark.Kind, mark.Sample, mark.Classes!.Single(), mark.At), Is.EqualTo(("drift", 9L, 1, Time.GetUtcNow())));
    }

    [TestCase("metric=mood")]
    [TestCase("metric=accuracy,mood")]
    [TestCase("step=0")]
    [TestCase("step=NaN")]
    [TestCase("step=1e9")]
    [TestCase("step=1&from=2020-01-01&to=2026-02-01")]
    [TestCase("from=yesterday")]
    [TestCase("to=1%2F2%2F2026")]
    public async Task A_query_that_is_none_is_refused(string query) =>
        Assert.That(await Refused.OfAsync(await Http.GetAsync($"{History}?{query}")), Is.EqualTo((400, "invalid-query")));

    private static DateTimeOffset Start => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
