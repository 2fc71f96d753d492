using Cartel.Collaboration;
using Cartel.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartel.Agent.Tests.Budgets;

public sealed class BudgetTests
{
    [Test]
    public void Short_of_memory_it_gives_up_one_thing_at_a_look_and_takes_it_back_after_five_quiet_minutes()
    {
        var rule = new EconomyRule();

        Assert.That(Looks(4, 0.9), Is.EqualTo(new[] { Economy.NothingAhead, Economy.OneCandidate, Economy.Alone, Economy.Alone }));
        Assert.That(Looks(40, 0.75), Has.All.EqualTo(Economy.Alone), "neither short nor roomy");
        Assert.That(Looks(29, 0.5), Has.All.EqualTo(Economy.Alone));
        Assert.That(Looks(1, 0.5), Is.EqualTo(new[] { Economy.OneCandidate }));
        Assert.That(Looks(60, 0.5)[^1], Is.EqualTo(Economy.None));

        List<Economy> Looks(int count, double memory) => [.. Enumerable.Range(0, count).Select(_ => rule.Next(memory, 0, 0, 0))];
    }

    [Test]
    public void Over_the_share_of_a_core_it_gives_up_one_thing_a_minute_and_takes_it_back_after_five_quiet_ones()
    {
        var rule = new EconomyRule();

        Assert.That(Looks(1, 1), Is.EqualTo(new[] { Economy.NothingAhead }));
        Assert.That(Looks(5, 1), Has.All.EqualTo(Economy.NothingAhead), "what it gave up shows only after a minute");
        Assert.That(Looks(7, 3), Is.EqualTo(Enumerable.Repeat(Economy.OneCandidate, 6).Append(Economy.Alone)));
        Assert.That(Looks(40, 0.9), Has.All.EqualTo(Economy.Alone), "neither over nor roomy");
        Assert.That(Looks(29, 0.1), Has.All.EqualTo(Economy.Alone));
        Assert.That(Looks(1, 0.1), Is.EqualTo(new[] { Economy.OneCandidate }));
        Assert.That(Looks(60, 0)[^1], Is.EqualTo(Economy.None));

        List<Economy> Looks(int count, double background) => [.. Enumerable.Range(0, count).Select(_ => rule.Next(0, 0, 0, background))];
    }

    [TestCase(0.79, 0, Economy.None)]
    [TestCase(0.8, 0, Economy.NothingAhead)]
    [TestCase(1, 0, Economy.Alone)]
    [TestCase(0, 0.99, Economy.None)]
    [TestCase(0, 1, Economy.Alone)]
    public void Bytes_count_at_once(double traffic, double disk, Economy expected)
    {
        var rule = new EconomyRule();

        Assert.That(rule.Next(0.1, traffic, disk, 0), Is.EqualTo(expected));
        Assert.That(rule.Next(0.1, 0, 0, 0), Is.EqualTo(Economy.None), "a new day");
    }

    [Test]
    public void A_days_bytes_outlive_a_restart_and_end_with_the_day()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        var first = new RegistryTraffic(time);
        var before = new DailyTraffic(folder.Path, first, time);
        first.Sent(100);
        first.Received(7);
        Assert.That(before.Today(), Is.EqualTo((100L, 7L)));

        var second = new RegistryTraffic(time);
        var after = new DailyTraffic(folder.Path, second, time);
        second.Sent(1);
        Assert.That(after.Today(), Is.EqualTo((101L, 7L)));

        time.Advance(TimeSpan.FromDays(1));
        second.Sent(5);
        Assert.That(after.Today(), Is.EqualTo((0L, 0L)), "what was sent before the first look of a day counts to the day before");
        second.Sent(3);
        Assert.That(after.Today(), Is.EqualTo((3L, 0L)));
    }

    [TestCase("")]
    [TestCase("2026-01-01 x y")]
    [TestCase("2026-01-01 9")]
    [TestCase("2025-01-01 9 9")]
    [TestCase("2026-01-01 -9 -9")]
    public void A_file_that_makes_no_sense_counts_as_none(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("traffic.day"), text);
        var time = new ManualTime();

        Assert.That(new DailyTraffic(folder.Path, new RegistryTraffic(time), time).Today(), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task The_share_that_is_allowed_is_that_of_the_settings_in_force()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        var settings = new AgentSettings { Name = "gateway-1", TaskFile = "", Data = "", StateFolder = folder.Path };
        var (running, work, applied) = (new RunningConfiguration(settings, time), new BackgroundWork(time), new List<Economy>());
        var keeper = new BudgetKeeper(
            running, static () => 0, static () => 0, new DailyTraffic(folder.Path, new RegistryTraffic(time), time), work, Apply, time, NullLogger.Instance);
        // 15% of a core in the last minute.
        work.Add(TimeSpan.FromSeconds(9));

        await keeper.LookAsync();
        Assert.That(applied, Is.Empty, "by default any share");
        running.Take(settings with { Budgets = new Agent.Budgets { BackgroundPercent = 14 } }, []);
        await keeper.LookAsync();

        Assert.That(applied, Is.EqualTo(new[] { Economy.NothingAhead }));

        Task Apply(Economy economy)
        {
            applied.Add(economy);
            return Task.CompletedTask;
        }
    }

    [Test]
    public async Task What_changes_is_applied_once()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        var traffic = new RegistryTraffic(time);
        var settings = new AgentSettings { Name = "gateway-1", TaskFile = "", Data = "", StateFolder = folder.Path, Budgets = new Agent.Budgets { UpKiBPerDay = 10 } };
        var applied = new List<Economy>();
        var keeper = new BudgetKeeper(
            new RunningConfiguration(settings, time), static () => 0, static () => 0, new DailyTraffic(folder.Path, traffic, time), new BackgroundWork(time), Apply, time, NullLogger.Instance);

        await keeper.LookAsync();
        traffic.Sent(9 * 1024);
        await keeper.LookAsync();
        await keeper.LookAsync();
        traffic.Sent(1024);
        await keeper.LookAsync();
        time.Advance(TimeSpan.FromDays(1));
        await keeper.LookAsync();

        Assert.That(applied, Is.EqualTo(new[] { Economy.NothingAhead, Economy.Alone, Economy.None }));

        Task Apply(Economy economy)
        {
            applied.Add(economy);
            return Task.CompletedTask;
        }
    }
}
