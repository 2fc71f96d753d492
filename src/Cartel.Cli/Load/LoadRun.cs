using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Cartel.Protocol;
using Spectre.Console;

namespace Cartel.Cli;

/// <summary>A load run from start to result: registers a fleet, then lets it do what the mix says.</summary>
internal sealed class LoadRun(LoadSettings settings, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private const int LooksPerLine = 5;

    private readonly LoadTally _tally = new();
    private long? _residentBytes;

    public async Task<LoadResult> RunAsync(CancellationToken stop)
    {
        var trust = settings.Authorities is { } file ? TrustIn(file) : null;
        await using var registries = await LoadRegistries.OpenAsync(settings, trust, time, stop);
        var firstSequence = time.GetUtcNow().ToUnixTimeMilliseconds();
        // A name belongs to the key that enrolled with it first: those of another run have names of their own.
        var suffix = settings.Enroll ? Invariant($"-{firstSequence:x}") : "";
        string[] names = [.. Enumerable.Range(0, settings.Agents).Select(agent => Invariant($"a{agent:000000}{suffix}"))];
        var fleet = new LoadFleet(new LoadBodies(settings.Classes, settings.Plain, firstSequence, settings.Seed), names, firstSequence);
        LoadWorker[] workers =
        [
            .. Enumerable.Range(0, settings.Connections)
                .Select(number => new LoadWorker(number, registries.Addresses[number % registries.Addresses.Count], settings, fleet, _tally, trust, time)),
        ];
        try
        {
            await workers[0].PutTaskAsync(stop);
            if (settings.Enroll) fleet.Identities = new LoadIdentities(settings.Namespace, await workers[0].OrderEnrollmentAsync(stop), names, time);
            await PrepareAsync(workers, fleet, stop);
            return await MeasureAsync(workers, registries, stop);
        }
        finally
        {
            foreach (var worker in workers) await worker.DisposeAsync();
            fleet.Identities?.Dispose();
        }
    }

    private async Task PrepareAsync(LoadWorker[] workers, LoadFleet fleet, CancellationToken stop)
    {
        var (agents, parts) = (fleet.Names.Count, fleet.Bodies.Parts.Count);
        // Agents may upload what they have published that they offer.
        foreach (var (operation, count) in settings.Enroll
            ? new[] { (LoadOperation.Enroll, agents), (LoadOperation.Register, agents), (LoadOperation.FirstPublish, agents), (LoadOperation.Upload, parts) }
            : [(LoadOperation.Register, agents), (LoadOperation.Upload, parts), (LoadOperation.FirstPublish, agents)])
        {
            var pace = Pace.Count(time, count);
            await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.PrepareAsync(pace, operation, stop), CancellationToken.None)));
            _tally.Lasted(operation, pace.Elapsed);
            Terminal.Errors.WriteLine(Invariant($"{LoadMix.NameOf(operation)}: {count:N0} in {pace.Elapsed.TotalSeconds:0.0} s{Troubles()}"));
        }
    }

    private async Task<LoadResult> MeasureAsync(LoadWorker[] workers, LoadRegistries registries, CancellationToken stop)
    {
        var (answered, processor, server) = (_tally.Answered, ProcessorTime(), registries.ProcessorTime);
        var pace = Pace.Rate(time, settings.Rate, settings.For);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watch = WatchAsync(pace, answered, registries, end.Token);
        try
        {
            await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.RunAsync(pace, settings.Mix, stop), CancellationToken.None)));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C: the table shows what there is.
        }

        var (seconds, behind, took) = (pace.Elapsed, pace.Behind, registries.ProcessorTime - server);
        await end.CancelAsync();
        await watch;
        for (var operation = LoadOperation.Publish; operation <= LoadOperation.Wait; operation++) _tally.Lasted(operation, seconds);
        return new LoadResult(
            settings.Agents, Math.Round(seconds.TotalSeconds, 3), _tally.Results(), _residentBytes,
            settings.Registries.Count > 0 ? null : settings.OnRedis ? "redis" : "sqlite", settings.Mix.Name, settings.Rate,
            Math.Round((_tally.Answered - answered) / seconds.TotalSeconds, 1), behind, settings.Connections, registries.Addresses.Count,
            Math.Round((ProcessorTime() - processor).TotalSeconds, 3), took is { } serving ? Math.Round(serving.TotalSeconds, 3) : null);
    }

    private async Task WatchAsync(Pace pace, long answeredBefore, LoadRegistries registries, CancellationToken end)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        var (looks, before, at) = (0, answeredBefore, TimeSpan.Zero);
        try
        {
            do
            {
                if (await registries.ResidentBytesAsync(end) is { } bytes) _residentBytes = Math.Max(bytes, _residentBytes ?? 0);
                if (looks++ % LooksPerLine != 0 || looks == 1) continue;

                var (now, answered) = (pace.Elapsed, _tally.Answered);
                Terminal.Errors.WriteLine(Invariant(
                    $"{now.TotalSeconds:0} s: {(answered - before) / (now - at).TotalSeconds:N0} a second, {_residentBytes / 1e6:0} MB resident{(pace.Behind > 0 ? $", {pace.Behind:N0} behind" : "")}{Troubles()}"));
                (before, at) = (answered, now);
            }
            while (await timer.WaitForNextTickAsync(end));
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private static X509ChainPolicy TrustIn(string file)
    {
        try
        {
            return PrivateAuthority.Trust(file);
        }
        catch (Exception flaw) when (flaw is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new LoadException($"--ca is due to name a file of certificates (PEM): {flaw.Message}");
        }
    }

    private string Troubles() => _tally.Failed > 0 ? Invariant($", {_tally.Failed:N0} errors") : "";

    private static TimeSpan ProcessorTime()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
