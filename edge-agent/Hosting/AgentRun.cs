using System.Text.Json;
using System.Threading.Channels;
using Cartel.Collaboration;
using Cartel.Hosting;
using Cartel.Learning;
using Cartel.Protocol;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>Builds an agent from its settings and its checkpoint, and runs it until its stream ends or it is stopped.</summary>
internal static class AgentRun
{
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(5);

    /// <exception cref="OperationCanceledException">It was stopped before it had begun to learn.</exception>
    public static async Task RunAsync(AgentSettings settings, ConfigurationReader reader, ChannelReader<bool> reloads, AgentLogs log, CancellationToken stop)
    {
        var time = TimeProvider.System;
        var manifest = TaskFile.Read(settings.TaskFile);
        var schema = manifest.Schema.ToSchema();
        using var encoders = new Encoders(settings.TaskFile, manifest, settings.ExtractorDevice, note => AgentLog.ExtractorNote(log, settings.Name, note));
        Directory.CreateDirectory(settings.StateFolder);
        using var checkpoint = new Checkpoint(settings.StateFolder, time, settings.OutboxBytes);
        if (checkpoint.Recovered is { } what) AgentLog.Recovered(log, settings.Name, what);
        // A first read may take minutes; a signal does not wait for it.
        var (input, state) = await Task.Run(() => Load(settings, manifest, encoders, checkpoint), stop).WaitAsync(stop);
        using var opened = input;
        TaskFile.Keep(settings.TaskFile, settings.StateFolder);
        var heldOut = input.Workload is { } workload ? new HeldOutSlice(workload, input.Data!, state.Encoder) : null;
        var (mailbox, courier) = (new Mailbox(time), new Courier(PublicationPolicy.Create(settings.Collaboration.Publication)));
        using var predictions = settings.Predictions is { } path ? new PredictionLines(path, schema, settings.Name, log) : null;
        var pipeline = new Pipeline(settings, state, heldOut, mailbox, courier, time, log, predictions);
        AgentLog.Started(log, settings.Name, manifest.Name, state.Learner.Model.Kind, input.Source.Position, settings.Data);

        var (traffic, running) = (new RegistryTraffic(time), new RunningConfiguration(settings, time));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await using var peers = await PeerSide.OpenAsync(settings, manifest.Name, state, courier, mailbox, traffic, time, log);
        await using var local = new LocalSide(running, manifest.Name, input, state, mailbox, checkpoint, traffic, time, log);
        var vitals = new VitalsReporter(local.LookAsync, schema);
        using var link = new LinkHost(async (now, hangUp) =>
        {
            // Every call has its own deadline, the longest of them beyond the client's usual one.
            var identity = new IdentityFiles(now.StateFolder);
            using var key = new KeyInUse(identity, now.Namespace, now.Name, log);
            var connections = traffic.Watch(Watched.Connections(now.AuthorityFile ?? identity.AuthorityFile, traffic));
            using var http = new HttpClient(new SigningHandler(key.Read, time, connections)) { BaseAddress = now.Registry, Timeout = Timeout.InfiniteTimeSpan };
            using var over = CancellationTokenSource.CreateLinkedTokenSource(hangUp);
            var renewal = KeyRenewal.RunAsync(now, identity, connections, time, log, over.Token);
            try
            {
                await Connect(now, manifest, state.Learner.Schema, http, state, pipeline, courier, mailbox, checkpoint, time, log, hangUp, peers, vitals);
            }
            finally
            {
                await over.CancelAsync();
                await renewal;
            }
        });
        var reloader = new Reloader(running, reader, ChangeAsync, () => local.WriteAsync(end.Token), log);
        link.Connect(settings);
        var watched = Watchdog.Period(Environment.GetEnvironmentVariable("WATCHDOG_USEC")) is { } period ? Watchdog.RunAsync(mailbox, period, Tell, time, end.Token) : Task.CompletedTask;
        Task[] beside = [];
        try
        {
            // The pipeline keeps a thread busy at full speed: the link's tasks need the others.
            var learning = Task.Run(() => pipeline.RunAsync(end.Token), CancellationToken.None);
            Tell(ServiceManager.Ready);
            await local.MoveAsync(settings.Listen);
            var budgets = new BudgetKeeper(
                running, static () => Environment.WorkingSet, () => StateFolder.Files(settings.StateFolder).Sum(static file => file.Length),
                new DailyTraffic(settings.StateFolder, traffic, time), mailbox.Work, SaveOnAsync, time, log);
            beside = [local.RunAsync(end.Token), reloader.RunAsync(reloads, end.Token), budgets.RunAsync(end.Token)];
            await Task.WhenAny(learning, link.Failed);
            if (link.Failed.IsFaulted) await end.CancelAsync();
            await learning;
            Tell(ServiceManager.Stopping);
            if (input.BadRows.Count > 0) AgentLog.BadRows(log, input.BadRows.Count, string.Join("; ", input.BadRows.First));
            WriteReport(settings, state, checkpoint, input.BadRows.Count, log);
            if (link.IsConnected) await SayFarewellAsync(courier, checkpoint, time);
        }
        finally
        {
            await end.CancelAsync();
            await link.HangUpAsync();
            await Task.WhenAll([watched, .. beside]);
            local.Farewell();
        }

        if (link.Failed.IsFaulted) await link.Failed;

        Task SaveOnAsync(Economy economy)
        {
            courier.Economy = economy;
            return mailbox.TellAsync(() => state.Learner.Economy = economy, end.Token);
        }

        async Task ChangeAsync(AgentSettings former, AgentSettings next)
        {
            (log.Level, log.Format) = (next.LogLevel, next.LogFormat);
            await mailbox.TellAsync(() => pipeline.Change(next), end.Token);
            await local.MoveAsync(next.Listen);
            if ((former.Registry, former.AuthorityFile, former.ReportEvery, former.Terse) == (next.Registry, next.AuthorityFile, next.ReportEvery, next.Terse)) return;

            await link.MoveAsync(next);
            // What was under way when it hung up begins anew.
            courier.PublishAgain();
            await mailbox.TellAsync(() => courier.Resume(state.Learner.AwaitsParts ? state.Open : null), end.Token);
        }
    }

    private static void Tell(string state) => ServiceManager.Tell(state, Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));

    private static (AgentInput Input, AgentState State) Load(
        AgentSettings settings, TaskManifest manifest, Encoders encoders, Checkpoint checkpoint)
    {
        var input = AgentInput.Open(settings, manifest.Schema.ToSchema());
        return (input, Restore(settings, manifest, encoders, input, checkpoint));
    }

    /// <summary>Runs all that talks to the registry, until it is told to hang up.</summary>
    internal static Task Connect(
        AgentSettings settings, TaskManifest manifest, FeatureSchema schema, HttpClient http, AgentState state, Pipeline pipeline, Courier courier, Mailbox mailbox,
        ICheckpoint checkpoint, TimeProvider time, ILogger log, CancellationToken hangUp, PeerSide? peers = null, VitalsReporter? vitals = null)
    {
        var client = new RegistryClient(http, settings.Namespace, time: time);
        // Spreads retries over time: it must differ between agents.
        var random = new Random(unchecked((int)StableHash.Of(settings.Name)));
        var session = new RegistrySession(settings, manifest, IntroduceAsync, client, time, random, log, peers?.Clock);
        var driver = new TransferDriver(settings, session, state, courier, mailbox, log, peers?.Fetch);
        var anticipator = new Anticipator(settings, session, state, mailbox, log);
        return new RegistryLink(settings, session, courier, state, pipeline, mailbox, checkpoint, driver, anticipator, time, log, vitals).RunAsync(hangUp);

        // What people see of an agent on its device is of no use in a simulation, which counts each byte.
        async Task<AgentRegistration> IntroduceAsync(CancellationToken stop) => peers is null
            ? new AgentRegistration(schema.Hash, AgentVersion.Text)
            : new AgentRegistration(schema.Hash, AgentVersion.Text, Peer: await peers.EndpointAsync(settings.Registry!, stop), Settings: ToldSettings.Of(settings));
    }

    private static AgentState Restore(
        AgentSettings settings, TaskManifest manifest, Encoders encoders, AgentInput input, Checkpoint checkpoint)
    {
        var (options, columns, schema) = (settings.Collaboration, manifest.Schema.ToSchema(), manifest.ToModelSchema());
        var late = input.Labels is not null && settings.LabelWindow > 0 ? new LateLabels(checkpoint, settings.LabelWindow) : null;
        if (checkpoint.Load() is not { } snapshot)
        {
            var fresh = new CollaborativeLearner(OnlineLearner.Create(manifest.Learner, schema), options);
            var twin = settings.Twin
                ? new IsolatedTwin(OnlineLearner.Create(manifest.Learner, schema), new PrequentialMetrics(schema.Classes.Count, options.Window))
                : null;
            return new AgentState(input.Source, encoders.Behind(new OneHotEncoder(columns)), fresh, twin, checkpoint, late, input.Labels);
        }

        if (snapshot.SchemaHash != schema.Hash)
            throw new TaskFileException(settings.TaskFile, $"its schema{(manifest.Extractor is null ? "" : ", or the extractor,")} is not that of the checkpoint in {settings.StateFolder}; choose another --state folder");

        Return(settings, input, snapshot);
        return new AgentState(
            input.Source,
            encoders.Behind(OneHotEncoder.Restore(columns, snapshot.Encoder)),
            CollaborativeLearner.Restore(schema, options, snapshot.Learner),
            snapshot.Twin.Length > 0 ? IsolatedTwin.Restore(schema, snapshot.Twin) : null,
            checkpoint, late, input.Labels);
    }

    private static void Return(AgentSettings settings, AgentInput input, AgentSnapshot snapshot)
    {
        if (snapshot.LabelsMark.Length > 0) input.Labels?.Return(snapshot.LabelsMark);
        if (input.Source is ILiveSource live)
        {
            live.Return(snapshot.Mark, snapshot.Position);
            return;
        }

        try
        {
            input.Source.Seek(snapshot.Position);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new TaskFileException(
                settings.StateFolder, $"its checkpoint is at sample {snapshot.Position}, beyond the end of {settings.Data}; choose another --state folder", exception);
        }
    }

    private static void WriteReport(AgentSettings settings, AgentState state, Checkpoint checkpoint, long badRows, ILogger log)
    {
        var report = new AgentReport(
            settings.Name, state.Learner.Samples, state.Learner.Metrics.Overall.Accuracy, state.Twin?.Metrics.Overall.Accuracy,
            badRows, checkpoint.Transfers(), checkpoint.Scores());
        var path = Path.Combine(settings.StateFolder, AgentReport.FileName);
        try
        {
            File.WriteAllText(path + ".new", JsonSerializer.Serialize(report, AgentJson.Default.AgentReport));
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            AgentLog.NoReport(log, settings.Name, path, lost.Message);
        }
    }

    // What is still in the outbox stays there for the next start if the registry does not take it in time.
    private static async Task SayFarewellAsync(Courier courier, Checkpoint checkpoint, TimeProvider time)
    {
        courier.Wake();
        var start = time.GetTimestamp();
        while (checkpoint.NextToSend() is not null && time.GetElapsedTime(start) < FarewellPatience)
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, CancellationToken.None);
    }
}
