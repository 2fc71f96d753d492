using Cartel.Testing;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent.Tests.Diagnostics;

public sealed class LogLimitTests
{
    private readonly ManualTime _time = new();
    private StringWriter _said = null!;
    private AgentLogs _log = null!;

    private string[] Lines => _said.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    [SetUp]
    public void Begin()
    {
        _said = new StringWriter();
        _log = new AgentLogs(_said, null, toJournal: false, _time);
    }

    [TearDown]
    public void End()
    {
        _log.Dispose();
        _said.Dispose();
    }

    [Test]
    public void Of_one_kind_ten_a_minute_are_told_and_the_others_counted()
    {
        for (var i = 0; i < 542; i++) Lose();
        AgentLog.RegistryBack(_log, "a");
        Assert.That(Lines, Has.Length.EqualTo(11), "another kind passes");

        _time.Advance(TimeSpan.FromMinutes(1));
        _log.Flush();

        Assert.That(Lines, Has.Length.EqualTo(12));
        Assert.That(Lines[11], Does.EndWith("warn: [1] … 532 more like [104] within a minute"));
    }

    [Test]
    public void The_next_minute_begins_anew()
    {
        for (var i = 0; i < 11; i++) Lose();
        _time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 11; i++) Lose();

        Assert.That(Lines.Count(static line => line.Contains("[104] Agent", StringComparison.Ordinal)), Is.EqualTo(20));
        Assert.That(Lines.Count(static line => line.Contains("… 1 more", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public void Who_said_little_is_not_summed_up()
    {
        for (var i = 0; i < 10; i++) Lose();
        _time.Advance(TimeSpan.FromHours(1));
        _log.Flush();

        Assert.That(Lines, Has.Length.EqualTo(10));
    }

    [Test]
    public void What_is_critical_always_passes()
    {
        for (var i = 0; i < 12; i++) AgentLog.Fatal(_log, "a", "the disk is gone");

        Assert.That(Lines, Has.Length.EqualTo(12));
    }

    [Test]
    public void What_is_below_the_level_is_not_told()
    {
        _log.Level = LogLevel.Error;
        Lose();

        Assert.That(Lines, Is.Empty);
    }

    private void Lose() => AgentLog.RegistryAway(_log, "a", new Uri("http://127.0.0.1:9"), "refused");
}
