namespace Cartel.Registry.Tests.Api;

/// <summary>What agents say of their devices and detectors.</summary>
internal sealed class VitalsApiTests : RegistryTest
{
    [SetUp]
    public async Task Join()
    {
        await Client.PutTaskAsync(Some.Manifest);
        await Client.RegisterAsync("sea", "a", Some.Registration);
    }

    [Test]
    public async Task What_an_agent_says_of_itself_is_kept_with_its_time()
    {
        Assert.That(await Client.VitalsAsync("sea", "a"), Is.Null, "it said nothing yet");

        await Client.PutVitalsAsync("sea", "a", Some.Vitals with { At = Time.GetUtcNow().AddDays(1) });

        var told = (await Client.VitalsAsync("sea", "a"))!;
        Assert.That((told.Resources, told.At), Is.EqualTo((Some.Vitals.Resources, Time.GetUtcNow())));
        Assert.That(told.Detectors, Is.EqualTo(Some.Vitals.Detectors));
        Assert.That((await Client.AgentAsync("sea", "a")).Status, Is.Null, "it is no report");
    }

    [Test]
    public async Task What_breaks_a_rule_is_refused_and_the_former_stands()
    {
        await Client.PutVitalsAsync("sea", "a", Some.Vitals);
        var detector = Some.Vitals.Detectors[0];
        foreach (var (vitals, code) in new[]
        {
            (Some.Vitals with { Resources = Some.Vitals.Resources with { ResidentBytes = -1 } }, "invalid-vitals"),
            (Some.Vitals with { Resources = Some.Vitals.Resources with { Economy = new string('x', 257) } }, "invalid-vitals"),
            (Some.Vitals with { Detectors = [.. Enumerable.Repeat(detector, 17)] }, "invalid-vitals"),
            (Some.Vitals with { Detectors = [detector with { Name = "" }] }, "invalid-vitals"),
            (Some.Vitals with { Detectors = [detector with { Class = 3 }] }, "invalid-class"),
        })
        {
            Assert.That(await Refused.CodeOfAsync(() => Client.PutVitalsAsync("sea", "a", vitals)), Is.EqualTo(code));
        }

        Assert.That((await Client.VitalsAsync("sea", "a"))!.Detectors, Is.EqualTo(Some.Vitals.Detectors));
    }

    [TestCase("""{"resources":{"residentBytes":1,"cpuShare":1e999,"stateBytes":1,"freeBytes":1,"modelBytes":1,"samplesPerSecond":1,"outboxWaiting":0},"detectors":[]}""")]
    [TestCase("""{"resources":{"residentBytes":1,"cpuShare":1,"stateBytes":1,"freeBytes":1,"modelBytes":1,"samplesPerSecond":1,"outboxWaiting":0},"detectors":[{"name":"x","statistic":-1e999,"driftAt":1}]}""")]
    public async Task Numbers_beyond_all_bounds_are_refused(string vitals)
    {
        using var body = new StringContent(vitals, System.Text.Encoding.UTF8, "application/json");
        using var answer = await Http.PutAsync("/api/v1/namespaces/default/tasks/sea/agents/a/vitals", body);

        Assert.That(await Refused.OfAsync(answer), Is.EqualTo((400, "invalid-vitals")));
    }

    [Test]
    public async Task Of_strangers_there_are_none()
    {
        Assert.That(await Refused.CodeOfAsync(() => Client.VitalsAsync("sea", "b")), Is.EqualTo("agent-not-found"));
        Assert.That(await Refused.CodeOfAsync(() => Client.PutVitalsAsync("sea", "b", Some.Vitals)), Is.EqualTo("agent-not-found"));
        Assert.That(await Refused.CodeOfAsync(() => Client.PutVitalsAsync("lake", "a", Some.Vitals)), Is.EqualTo("task-not-found"));
    }
}
