using System.Diagnostics;
using Cartel.Collaboration;
using Cartel.Hosting;
using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Agent;

/// <summary>Says how an agent does: looks at the pipeline between two samples, and writes what it saw.</summary>
/// <param name="running">What it runs with.</param>
/// <param name="task">The name of what it learns.</param>
/// <param name="badRows">What its source set aside.</param>
/// <param name="state">What it learned.</param>
/// <param name="mailbox">How it is reached.</param>
/// <param name="checkpoint">Where it is kept.</param>
/// <param name="traffic">What it said to the registry.</param>
/// <param name="local">What was asked of it.</param>
/// <param name="time">The clock.</param>
internal sealed class StatusReporter(
    RunningConfiguration running, string task, BadRows badRows, AgentState state, Mailbox mailbox, Checkpoint checkpoint, RegistryTraffic traffic, LocalCounts local, TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly SampleRate _rate = new(state.Source.Position, time);

    /// <summary>Writes the status every few seconds until it is stopped, and once more then.</summary>
    /// <param name="tick">Called each time.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(Func<Task> tick, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(StatusFile.Period, time);
        try
        {
            do
            {
                await WriteAsync(stop);
                await tick();
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent ends.
        }
    }

    /// <summary>Writes the status now.</summary>
    public async Task WriteAsync(CancellationToken stop) => StatusFile.Write(running.Settings.StateFolder, await LookAsync(stop));

    /// <summary>The status now.</summary>
    /// <exception cref="OperationCanceledException">The pipeline did not get to it in time.</exception>
    public Task<LiveStatus> LookAsync(CancellationToken cancellation)
    {
        // What the system is asked takes milliseconds: learning must not wait for it, nor those who want a prediction.
        var around = Around();
        return mailbox.AskAsync(() => Look(null, around), cancellation);
    }

    /// <summary>The same from the pipeline's thread, or once that has ended.</summary>
    /// <param name="phase">How far the agent is.</param>
    public LiveStatus Look(AgentPhase phase) => Look(phase, Around());

    private LiveStatus Look(AgentPhase? phase, Surroundings around)
    {
        var (settings, learner, now) = (running.Settings, state.Learner, time.GetUtcNow());
        var rate = _rate.At(state.Source.Position);
        return new LiveStatus(
            settings.Name, settings.Namespace, task, AgentVersion.Text, Environment.ProcessId,
            phase ?? (rate > 0 ? AgentPhase.Learning : AgentPhase.Waiting), _startedAt, now,
            new LearningStatus(
                around.Data, learner.Samples, state.Source.Position, rate, learner.Metrics.Window.Accuracy, learner.Metrics.Overall.Accuracy,
                learner.Metrics.Window.Count, badRows.Count, (state.Source as ILiveSource)?.Gaps.ToDictionary()),
            new ModelStatus(learner.Model.Kind, learner.Model.SamplesLearned, learner.Model.ModelBytes, learner.IsOnTrial),
            Classes(),
            new DriftStatus(settings.Collaboration.Trigger, state.Tally.Novelties, state.Tally.Drifts, state.Tally.Unlabelled, LastAlarm(), Detectors()),
            state.Tally.Read(state.Open),
            state.Late is { } late ? new LateStatus(late.Waiting, late.Matched, late.Expired.Samples, late.Expired.Labels) : null,
            around.Outbox,
            around.Registry is { } registry ? new RegistryStatus(registry, traffic.Reachable, traffic.AnsweredAt, traffic.Up, traffic.Down) : null,
            around.Checkpoint with { Problem = state.Unsaved },
            around.Process with { Economy = state.Learner.Economy },
            local.Read(),
            running.Status);
    }

    private List<ClassStatus> Classes()
    {
        var (learner, window) = (state.Learner, state.Learner.Metrics.Window);
        return
        [
            .. Enumerable.Range(0, learner.Schema.Classes.Count)
                .Where(label => window.LabelCounts[label] > 0 || learner.Model.Evidence(label) > 0)
                .OrderByDescending(label => window.LabelCounts[label])
                .Take(LiveStatus.MostClasses)
                .Select(label => new ClassStatus(
                    learner.Schema.Classes[label], window.Count == 0 ? 0 : (double)window.LabelCounts[label] / window.Count, window.Recall(label), learner.Model.Evidence(label))),
        ];
    }

    private IReadOnlyList<DetectorStatus> Detectors() =>
    [
        .. state.Learner.Detectors.Take(DriftStatus.MostDetectors).Select(one => new DetectorStatus(
            one.Name, one.Class is { } index ? state.Learner.Schema.Classes[index] : null, one.Reading.Statistic, one.Reading.DriftAt, one.Reading.WarningAt)),
    ];

    private AlarmStatus? LastAlarm() => state.Tally.Latest is { Request: { } request }
        ? new AlarmStatus(TransferTally.WordOf(request.Trigger.Kind), request.Trigger.Sample, [.. request.Needs.Select(label => state.Learner.Schema.Classes[label])])
        : null;

    private Surroundings Around()
    {
        var (settings, folder) = (running.Settings, running.Settings.StateFolder);
        using var process = Process.GetCurrentProcess();
        return new Surroundings(
            Redaction.Of(settings.Data), settings.Registry is { } registry ? Redaction.Of(registry.ToString()) : null, checkpoint.Outbox(),
            new CheckpointStatus(
                Path.GetFullPath(folder), Math.Max(0, (time.GetUtcNow() - checkpoint.SavedAt).TotalSeconds), checkpoint.Bytes, StateFolder.Files(folder).Sum(static file => file.Length), StateFolder.Free(folder),
                Problem: null),
            new ProcessStatus(process.WorkingSet64, GC.GetTotalMemory(forceFullCollection: false), process.TotalProcessorTime.TotalSeconds, process.Threads.Count, Economy.None, mailbox.Work.Share));
    }

    /// <summary>What is not the pipeline's.</summary>
    private sealed record Surroundings(string Data, string? Registry, OutboxState Outbox, CheckpointStatus Checkpoint, ProcessStatus Process);
}
