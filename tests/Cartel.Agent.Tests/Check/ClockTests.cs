using Cartel.Registry.Hosting;
using Cartel.Testing;
using Microsoft.AspNetCore.Builder;

namespace Cartel.Agent.Tests.Check;

/// <summary>A check says how far the device's clock is from the registry's.</summary>
internal sealed class ClockTests : FolderTest
{
    private readonly TemporaryFolder _data = new();
    private WebApplication _registry = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _registry = RegistryApplication.Build(new RegistryOptions { Port = 0, Data = _data.Path });
        await _registry.StartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _registry.DisposeAsync();
        _data.Dispose();
    }

    // The header that tells the registry's time has whole seconds.
    [TestCase(0, Verdict.Ok, "it agrees with the registry's")]
    [TestCase(-3, Verdict.Ok, "it agrees with the registry's")]
    [TestCase(-7, Verdict.Warning, "s behind the registry's")]
    [TestCase(8, Verdict.Warning, "s ahead of the registry's")]
    [TestCase(-400 * 86_400, Verdict.Warning, "s behind the registry's")]
    public async Task It_warns_from_five_seconds_on_and_never_fails_for_the_agent_signs_for_the_registrys_time(int seconds, Verdict verdict, string says)
    {
        var settings = new AgentSettings { Name = "gateway-7", TaskFile = "", Data = "", StateFolder = Folder.Path, Registry = new Uri(_registry.Urls.Single()) };

        var findings = await new RegistryChecks(settings, new ShiftedTime(TimeSpan.FromSeconds(seconds))).LookAsync(default);

        var clock = findings.Single(static one => one.Check == "clock");
        Assert.That((clock.Verdict, clock.Fix), Is.EqualTo((verdict, verdict is Verdict.Ok ? null : "set it, best by NTP")));
        Assert.That(clock.Message, Does.Contain(says));
        Assert.That(findings.Select(static one => one.Verdict), Has.None.EqualTo(Verdict.Error));
    }

    private sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
