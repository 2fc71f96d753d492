using System.Diagnostics;
using System.Threading.Channels;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Sqlite;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>The tasks that talk to the registry, beside the pipeline and never in its way.</summary>
internal sealed class RegistryLink(
    AgentSettings settings, RegistrySession session, Courier courier, AgentState state, Pipeline pipeline, Mailbox mailbox, ICheckpoint checkpoint, TransferDriver driver, Anticipator anticipator, TimeProvider time, ILogger log, VitalsReporter? vitals = null)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private const double AccuracyChange = 0.05;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan EconomyPause = TimeSpan.FromMinutes(1);

    private readonly Channel<PartRequest> _wanted = Channel.CreateUnbounded<PartRequest>();
    private IReadOnlyList<byte[]?>? _sketch;
    private (AgentStatus Status, long At) _told = (new AgentStatus(0), time.GetTimestamp());
    private long _sequenceOffset;

    /// <summary>Runs until it is stopped; ends early only with what is fatal: the agent's own state cannot be used.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        session.Forgotten += BeginAnew;
        using var together = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            await KeepAsync(RegisterAsync, stop);
            Task[] tasks = [.. ((Func<CancellationToken, Task>[])[ReportAsync, TellVitalsAsync, PublishAsync, SendOutboxAsync, ListenAsync, LendAsync, driver.RunAsync, anticipator.RunAsync])
                .Select(task => KeepAsync(task, together.Token))];
            // None ends by itself, so the first to end has failed: the others must not go on as if nothing had happened.
            await Task.WhenAny(tasks);
            together.Cancel();
            await Task.WhenAll(tasks);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private async Task RegisterAsync(CancellationToken stop) => await driver.HearAsync(await session.RegisterAsync(stop), stop);

    // Whatever the registry answers, the agent goes on, and does not call it without pause.
    private async Task KeepAsync(Func<CancellationToken, Task> task, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await task(stop);
                return;
            }
            catch (RegistryException exception)
            {
                AgentLog.Refused(log, settings.Name, "this agent", exception.Problem.Code, exception.Problem.Detail);
            }
            catch (Exception exception) when (exception is not (SqliteException or OperationCanceledException))
            {
                AgentLog.Nonsense(log, settings.Name, settings.Registry, exception);
            }

            await session.PauseAsync(RegistrySession.LongestPause, stop);
        }
    }

    private void BeginAnew()
    {
        _sketch = null;
        courier.PublishAgain();
    }

    /// <summary>Reports the status when it says something new, and at least as often as the settings say.</summary>
    private async Task ReportAsync(CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(settings.ReportEvery < LookEvery ? settings.ReportEvery : LookEvery, time, stop);
            var status = courier.Status;
            if (settings.ReportEvery > LookEvery && !IsNews(status, _told.Status) && time.GetElapsedTime(_told.At) < settings.ReportEvery) continue;

            _told = (status, time.GetTimestamp());
            var grant = await session.CallAsKnownAsync(
                () => session.Client.ReportAsync(session.Task, settings.Name, status, stop), stop);
            anticipator.Hear(grant?.Emerging);
            await WithdrawAsync(grant?.Recalled, stop);
        }
    }

    /// <summary>Tells people how it does, soon after the start and then as often as it reports at least; while it has to save, not at all.</summary>
    private async Task TellVitalsAsync(CancellationToken stop)
    {
        for (var pause = LookEvery; ; pause = settings.ReportEvery)
        {
            await Task.Delay(vitals is null || settings.Terse ? Timeout.InfiniteTimeSpan : pause < settings.ReportEvery ? pause : settings.ReportEvery, time, stop);
            if (courier.Economy >= Economy.NothingAhead) continue;

            var now = await vitals!.LookAsync(stop);
            await session.CallAsKnownAsync(
                async () =>
                {
                    await session.Client.PutVitalsAsync(session.Task, settings.Name, now, stop);
                    return true;
                },
                stop);
        }
    }

    private static bool IsNews(AgentStatus now, AgentStatus last) =>
        now.Accuracy is { } accuracy && !(Math.Abs(accuracy - last.Accuracy.GetValueOrDefault(double.PositiveInfinity)) < AccuracyChange);

    /// <summary>Publishes the latest profile, no more often than the registry asks.</summary>
    private async Task PublishAsync(CancellationToken stop)
    {
        await foreach (var publication in courier.Publications.ItemsAsync(stop))
        {
            try
            {
                while (courier.Economy >= Economy.Alone) await Task.Delay(EconomyPause, time, stop);
                courier.Keep(publication);
                var receipt = await PublishAsync(publication.Profile, stop);
                anticipator.Hear(receipt?.Emerging);
                await UploadAsync(receipt?.Archive ?? [], current: [], "the zoo", stop);
                await WithdrawAsync(receipt?.Recalled, stop);
                await Task.Delay(receipt is null ? ProfileReceipt.UsualPause : Within(receipt.NextPublishAfterSeconds, TimeSpan.Zero), time, stop);
            }
            catch (RegistryException exception)
            {
                AgentLog.Refused(log, settings.Name, "a profile", exception.Problem.Code, exception.Problem.Detail);
            }
        }
    }

    private async Task<ProfileReceipt?> PublishAsync(AgentProfile profile, CancellationToken stop)
    {
        try
        {
            return await PutAsync(profile with { Sequence = profile.Sequence + _sequenceOffset });
        }
        catch (RegistryException exception) when (exception.Problem.Code == "stale-sequence")
        {
            // The agent relives samples after a crash, or began anew under its old name: it goes on after what stands.
            var standing = await session.CallAsync(() => session.Client.AgentAsync(session.Task, settings.Name, stop), stop);
            _sequenceOffset = (standing.Profile?.Sequence ?? 0) + 1 - profile.Sequence;
            return await PutAsync(profile with { Sequence = profile.Sequence + _sequenceOffset });
        }

        async Task<ProfileReceipt?> PutAsync(AgentProfile numbered)
        {
            // What the registry has already need not travel again.
            var news = ClassSketch.Moved(_sketch, numbered.Sketch) ? numbered.Sketch : null;
            // A report that goes out with it need not go out by itself.
            var status = courier.Status;
            var receipt = await session.CallAsKnownAsync(
                () => session.Client.PublishAsync(session.Task, settings.Name, numbered with { Sketch = news, Status = status }, stop), stop);
            (_sketch, _told) = (news ?? _sketch, (status, time.GetTimestamp()));
            return receipt;
        }
    }

    /// <summary>Sends what waits in the outbox, in order.</summary>
    private async Task SendOutboxAsync(CancellationToken stop)
    {
        // What an earlier run left.
        courier.Wake();
        await foreach (var _ in courier.OutboxChanged.ItemsAsync(stop))
        {
            while (checkpoint.NextToSend() is { } queued)
            {
                await SendAsync(queued.Item, stop);
                checkpoint.Sent(queued);
            }
        }
    }

    private async Task SendAsync(OutboxItem item, CancellationToken stop)
    {
        try
        {
            if (item.Signal is { } signal)
            {
                await session.CallAsKnownAsync(() => SignalAsync(signal, item.TransferKey, stop), stop);
                return;
            }

            if (checkpoint.Transfers().FirstOrDefault(record => record.Key == item.TransferKey) is not { Id: { } id } record) return;

            using var step = AgentTraces.Step(item.Receipt is null ? "move" : "receipt", record.TraceParent, settings.Name);
            if (item.Move is { } move) await session.TellAsync(() => session.Client.TellMoveAsync(id, move, stop), stop);
            if (item.Receipt is { } receipt) await session.TellAsync(() => session.Client.TellReceiptAsync(id, receipt, stop), stop);
        }
        catch (RegistryException exception)
        {
            // The registry closed the transfer meanwhile (its deadline passed); the model is judged by local evidence alone.
            AgentLog.Refused(log, settings.Name, "a transfer's step", exception.Problem.Code, exception.Problem.Detail);
        }
    }

    private async Task<bool> SignalAsync(AgentSignal signal, string key, CancellationToken stop)
    {
        await session.Client.SignalAsync(session.Task, settings.Name, signal, key, stop);
        return true;
    }

    /// <summary>Hears what others ask for and what spreads; that it listens keeps the lease, so an upload must not hold it up.</summary>
    private async Task ListenAsync(CancellationToken stop)
    {
        var (after, wait) = (0L, RegistryClient.LongestWait);
        while (true)
        {
            var inbox = await session.CallAsKnownAsync(LookAsync, stop);
            anticipator.Hear(inbox.Emerging);
            await WithdrawAsync(inbox.Recalled, stop);
            foreach (var request in inbox.Items)
            {
                after = request.Cursor;
                _wanted.Writer.TryWrite(request);
            }
        }

        async Task<Inbox> LookAsync()
        {
            var begun = time.GetTimestamp();
            try
            {
                // While the registry is away this call may be the one that finds it back, for all the others: then it does not wait there.
                return await session.Client.InboxAsync(session.Task, settings.Name, after, session.IsAway ? TimeSpan.Zero : wait, stop);
            }
            catch (RegistryUnavailableException) when (time.GetElapsedTime(begun) >= RegistryClient.ProxyWait)
            {
                // Somebody in between does not wait for so long.
                wait = RegistryClient.ProxyWait;
                throw;
            }
        }
    }

    /// <summary>Uploads the parts that others ask for: all that are asked for by now at once.</summary>
    private async Task LendAsync(CancellationToken stop)
    {
        await foreach (var first in _wanted.Reader.ItemsAsync(stop))
        {
            var (wanted, transfers, trace) = (new HashSet<string> { first.Sha256 }, new HashSet<string> { first.TransferId }, first.TraceParent);
            while (_wanted.Reader.TryRead(out var request))
            {
                wanted.Add(request.Sha256);
                transfers.Add(request.TransferId);
                trace ??= request.TraceParent;
            }

            var current = await mailbox.AskAsync(state.Learner.PartsOnOffer, stop);
            // Of several transfers' requests that are met at once, it belongs to the first that is traced.
            using var lend = AgentTraces.Step("lend", trace, settings.Name, ActivityKind.Consumer)?.SetTag("cartel.parts", wanted.Count);
            await UploadAsync([.. wanted], current, string.Join(", ", transfers), stop);
        }
    }

    private async Task UploadAsync(IReadOnlyList<string> hashes, IReadOnlyList<ModelPart> current, string wantedFor, CancellationToken stop)
    {
        if (courier.Economy >= Economy.NothingAhead) return;

        var lent = hashes.Select(sha256 => courier.TryLend(sha256, current)).OfType<(ModelPart Offered, ModelPart Now)>().ToList();
        if (lent.Count == 0) return;

        try
        {
            if (lent.Count > 1 && PartBundle.Holds(lent.Select(static one => (long)one.Now.Bytes.Length)))
            {
                await session.TellAsync(
                    () => session.Client.UploadPartsAsync([.. lent.Select(static one => one.Now.Bytes)], [.. lent.Select(Replaced)], stop), stop);
            }
            else
            {
                foreach (var one in lent) await session.TellAsync(() => session.Client.UploadPartAsync(one.Now.Sha256, one.Now.Bytes, Replaced(one), stop), stop);
            }

            foreach (var (_, part) in lent) AgentLog.Lent(log, settings.Name, part.Sha256[..12], wantedFor);
        }
        catch (RegistryException exception)
        {
            AgentLog.Refused(log, settings.Name, "a part", exception.Problem.Code, exception.Problem.Detail);
        }
    }

    private static string? Replaced((ModelPart Offered, ModelPart Now) lent) => lent.Offered.Sha256 == lent.Now.Sha256 ? null : lent.Offered.Sha256;

    private async Task WithdrawAsync(IReadOnlyList<string>? recalled, CancellationToken stop)
    {
        if (recalled is not { Count: > 0 }) return;

        courier.Withdraw(recalled);
        AgentLog.Recalled(log, settings.Name, string.Join(", ", recalled.Select(static sha256 => sha256[..12])));
        await mailbox.TellAsync(() => pipeline.Withdraw(recalled), stop);
    }

    // A pause must not depend on the registry's good sense.
    private static TimeSpan Within(double seconds, TimeSpan least) =>
        TimeSpan.FromSeconds(Math.Clamp(seconds, least.TotalSeconds, LongestDelay.TotalSeconds));
}
