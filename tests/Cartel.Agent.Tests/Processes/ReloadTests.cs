using System.IO.Compression;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Processes;

/// <summary>A running agent reads its configuration anew: it goes on learning, whatever it reads.</summary>
[Platform(Exclude = "Win", Reason = "there is no SIGHUP")]
internal sealed class ReloadTests : FolderTest
{
    [Test]
    public async Task What_may_change_while_it_runs_does_and_what_was_learned_stays()
    {
        using var agent = await RunningAgent.StartAsync(Folder.Path, "rate: 200");
        var before = await agent.StatusAsync(static status => status.Learning.Samples > 20);

        agent.Configure("rate: 20000", "trigger: overall:adwin", "registry: http://127.0.0.1:9", "twin: true");
        agent.HangUp();
        var after = await agent.StatusAsync(static status => status.Configuration.Reads == 1 && status.Learning.Samples > 10_000 && status.Registry is { Reachable: false });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(after.Pid, Is.EqualTo(before.Pid));
            Assert.That(after.Learning.Position, Is.EqualTo(after.Learning.Samples), "no sample was read without being learned");
            Assert.That(after.Learning.Samples, Is.GreaterThan(before.Learning.Samples));
            Assert.That(after.Model.SamplesLearned, Is.EqualTo(after.Learning.Samples), "the model is the one that learned from the first sample on");
            Assert.That(after.Drift.Trigger, Is.EqualTo("overall:adwin"));
            Assert.That(after.Configuration.NeedRestart, Is.EqualTo(["twin"]));
            Assert.That(after.Configuration.Problem, Is.Null);
            Assert.That(after.Configuration.TaskFile, Is.EqualTo(Folder.File("task.json")));
        }
    }

    [Test]
    public async Task A_file_that_is_wrong_changes_nothing()
    {
        using var agent = await RunningAgent.StartAsync(Folder.Path, "rate: 500");
        (string Line, string Says)[] mistakes =
        [
            ("ratee: 5", "agent.yaml:7: there is no setting “ratee”; the nearest is “rate”"),
            ("registry: nowhere", "agent.yaml:7: --registry takes an address"),
            ("ca: absent.pem", "absent.pem"),
        ];
        foreach (var (index, (line, says)) in mistakes.Index())
        {
            agent.Configure(line, "rate: 100000", "trigger: never");
            agent.HangUp();
            var after = await agent.StatusAsync(status => status.Configuration.Reads == index + 1);

            Assert.That(after.Configuration.Problem, Does.Contain(says));
            Assert.That(after.Drift.Trigger, Is.Not.EqualTo("never"));
            await agent.StatusAsync(status => status.Learning.Samples > after.Learning.Samples);
            await Eventually.GetAsync(() => Task.FromResult(agent.Errors), log => log.Contains(says, StringComparison.Ordinal));
        }

        await Eventually.GetAsync(() => Task.FromResult(StatusFile.Read(Folder.File("state"))), static status => status is not null);
        var (exitCode, _, errors) = await agent.RunAsync("reload", "--state", "state");
        Assert.That((exitCode, errors.TrimEnd()), Is.EqualTo((1, $"the configuration cannot be used, and the former stays in force: {(await agent.StatusAsync(static _ => true)).Configuration.Problem}")));
    }

    [Test]
    public async Task Who_asks_is_told_what_came_of_it_and_how_the_agent_does()
    {
        using var agent = await RunningAgent.StartAsync(Folder.Path, "rate: 500");
        await Eventually.GetAsync(() => Task.FromResult(StatusFile.Read(Folder.File("state"))), static status => status is not null);
        agent.Configure("rate: 600", "twin: true");

        var (reloaded, said, errors) = await agent.RunAsync("reload", "--state", "state");
        Assert.That((reloaded, said), Is.EqualTo((0, "The configuration was read anew; these settings take effect at the next start: twin\n")), errors);

        var (running, status, _) = await agent.RunAsync("status", "--state", "state");
        Assert.That(running, Is.Zero, status);
        Assert.That(status, Does.StartWith("gateway-7 of sea is learning").And.Contain("configuration changed, waits for a restart: twin"));

        var (archived, path, failure) = await agent.RunAsync("bundle", "--config", "agent.yaml", "--state", "state", "--out", "support.zip");
        Assert.That((archived, path), Is.EqualTo((0, "support.zip\n")), failure);
        using (var archive = ZipFile.OpenRead(Folder.File("support.zip")))
        {
            Assert.That(archive.Entries.Select(static entry => entry.Name), Is.SupersetOf((string[])["status.json", "configuration.yaml", "check.json", "log.jsonl"]));
        }

        var (drawn, frame, _) = await agent.RunAsync("top", "--state", "state");
        Assert.That(drawn, Is.Zero);
        Assert.That(frame, Does.StartWith("gateway-7 of sea is learning").And.Contain("accuracy"));
        agent.Dispose();
        var (gone, past, _) = await RunAfterwardsAsync("status", "--state", "state");
        Assert.That(gone, Is.EqualTo(1));
        Assert.That(past, Does.StartWith("gateway-7 of sea does not run; it did not say farewell"));
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAfterwardsAsync(params string[] arguments)
    {
        using var run = EndToEnd.Tests.CartelProgram.Start("cartel-agent.dll", Folder.Path, arguments);
        return (await run.EndAsync(TimeSpan.FromSeconds(30)), run.Output.ReplaceLineEndings("\n"), run.Errors);
    }
}
