using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests;

/// <summary>What a demo left behind once it has ended, and what must hold there whatever was killed meanwhile.</summary>
internal sealed class AfterCrash(RunningDemo demo)
{
    private static readonly TimeSpan FullSpeed = TimeSpan.FromMinutes(2);

    /// <summary>Every agent processed exactly the samples of its workload, and was scored at each tenth of them.</summary>
    public void AssertThatNoSampleIsMissing()
    {
        var tenths = Enumerable.Range(1, (int)demo.Workload.SamplesPerAgent / 10).Select(static tenth => tenth * 10L);
        foreach (var report in demo.Workload.Agents.Select(agent => demo.ReportOf(agent.Name)))
        {
            Assert.That(report.Samples, Is.EqualTo(demo.Workload.SamplesPerAgent), report.Agent);
            Assert.That(report.Scores.Select(static score => score.Sample), Is.EqualTo(tenths), report.Agent);
        }
    }

    /// <summary>The twin of an agent is, bit for bit, that of a run which nobody interrupts and which never asks for help.</summary>
    /// <remarks>The twin never borrows: a sample that it learned twice, or not at all, is the only thing that could change it.</remarks>
    public async Task AssertThatTheTwinNeverNoticedAsync(string agent)
    {
        using var state = new TemporaryFolder();
        using var alone = CartelProgram.Start(
            "cartel-agent.dll", state.Path,
            ["run", "--name", agent, "--task", demo.TaskPath, "--data", demo.Workload.Data, "--workload", demo.WorkloadPath, "--state", state.Path, "--twin"]);
        Assert.That(await alone.EndAsync(FullSpeed), Is.Zero, alone.Errors);

        var (expected, actual) = (AgentReports.Read(state.Path), demo.ReportOf(agent));
        Assert.That(actual.TwinAccuracy, Is.Not.Null.And.EqualTo(expected.TwinAccuracy));
        Assert.That(actual.Scores.Select(static score => score.Twin), Is.EqualTo(expected.Scores.Select(static score => score.Twin)));
    }

    /// <summary>The event log of the ended demo, from its store; every event is there once.</summary>
    public async Task<IReadOnlyList<CartelEvent>> EventsAsync(string? redis = null)
    {
        var options = new RegistryOptions { Port = 0, Data = demo.RegistryFolder };
        await using var registry = RegistryApplication.Build(redis is null ? options : options with { Store = StoreKind.Redis, Redis = redis });
        await registry.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(registry.Urls.Single()) };
        var events = await EventLog.ReadAsync(new RegistryClient(http, demo.Namespace));
        Assert.That(events.Count(static item => item.Kind == EventKinds.AgentJoined), Is.EqualTo(4));
        EventLog.AssertEachOnce(events);
        return events;
    }
}
