using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests.Dashboard;

/// <summary>A registry in a process of its own with ten thousand agents, which renew their leases, and a full event log.</summary>
internal sealed class LargeFleet : IAsyncDisposable
{
    public const int Agents = 10_000;
    public const string Task = "sensors";

    private const int Classes = 10;
    private const int Transfers = 200;
    private const int PartBytes = 1_300;
    private const int AtOnce = 32;

    // A lease has at least 5 min.
    private const int RenewalsPerSecond = Agents / 150;

    private static readonly string[] Sites = ["north", "east", "south", "west"];

    private readonly CartelProgram _registry;
    private readonly HttpClient _http;
    private readonly TaskManifest _manifest;
    private readonly CancellationTokenSource _end = new();
    private Task _renewals = System.Threading.Tasks.Task.CompletedTask;
    private long _signals;

    private LargeFleet(CartelProgram registry, Uri address)
    {
        _registry = registry;
        _http = new HttpClient { BaseAddress = address };
        _manifest = new TaskManifest(
            Task, new SchemaDocument([new FeatureDocument("load", FeatureKind.Numeric)], [.. Enumerable.Range(0, Classes).Select(static k => $"class-{k}")]), "linear-logistic");
    }

    public Uri Address => _http.BaseAddress!;

    private RegistryClient Client => new(_http, timeout: TimeSpan.FromMinutes(1));

    /// <summary>Starts the registry and gathers the fleet; afterwards so many signals have been told of.</summary>
    public static async Task<LargeFleet> GatherAsync(string folder, int signals)
    {
        var port = FreePort.Next();
        var registry = CartelProgram.Start("cartel-registry.dll", folder, "--port", $"{port}", "--data", folder, "--lease", "5m");
        var fleet = new LargeFleet(registry, new Uri($"http://127.0.0.1:{port}/"));
        await Eventually.GetAsync(() => System.Threading.Tasks.Task.FromResult(registry.Output), static said => said.Contains("Listening", StringComparison.Ordinal));
        await fleet.Client.PutTaskAsync(fleet._manifest);
        await EachAsync(Agents, fleet.JoinAsync);
        fleet._renewals = fleet.RenewAsync(fleet._end.Token);
        await EachAsync(Transfers, fleet.HelpAsync);
        await EachAsync(signals, fleet.SignalAsync);
        return fleet;
    }

    /// <summary>The name of an agent.</summary>
    public static string NameOf(int agent) => $"{Sites[agent % Sites.Length]}-{agent:00000}";

    /// <summary>Tells of a signal so many times a second; returns the last one's agent and sample.</summary>
    public async Task<(string Agent, long Sample)> SpeakAsync(int perSecond, TimeSpan time)
    {
        var last = (Agent: "", Sample: 0L);
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond), TimeProvider.System);
        for (var said = 0; said < perSecond * time.TotalSeconds && await beat.WaitForNextTickAsync(); said++)
        {
            var agent = said * 7 % Agents;
            await SignalAsync(agent);
            last = (NameOf(agent), _signals);
        }

        return last;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _renewals.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        _http.Dispose();
        _registry.Dispose();
    }

    private static System.Threading.Tasks.Task EachAsync(int count, Func<int, System.Threading.Tasks.Task> act) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => await act(i));

    private async System.Threading.Tasks.Task JoinAsync(int agent)
    {
        var registration = new AgentRegistration(_manifest.Schema.ToSchema().Hash, "1.0", new Dictionary<string, string> { ["site"] = Sites[agent % Sites.Length] });
        await Client.RegisterAsync(Task, NameOf(agent), registration);
        var random = SeededRandom.For(agent);
        long[] counts = [.. Enumerable.Range(0, Classes).Select(_ => 1 + (long)(500 * Math.Pow(random.NextDouble(), 4)))];
        await Client.PutProfileAsync(Task, NameOf(agent), new AgentProfile(
            1, 20_000, counts, [.. counts.Select(static count => 40 * count)], [.. counts.Select(_ => (double?)Math.Round(0.6 + 0.4 * random.NextDouble(), 2))], null,
            [.. Enumerable.Range(0, Classes).Select(k => new PartOffer($"class:{k}", [k], HashOf(agent, k), PartBytes, 40 * counts[k]))], Status: StatusOf(agent, 20_000)));
    }

    // Half of them are adopted at once, the other half rejected.
    private async System.Threading.Tasks.Task HelpAsync(int number)
    {
        var (target, needed) = (NameOf(number * (Agents / Transfers)), number % Classes);
        var request = new TransferRequest(
            target, new TransferTrigger(TriggerKind.Drift, 20_000), [needed], [.. Enumerable.Repeat(50L, Classes)], [.. Enumerable.Range(0, Classes).Select(k => (double?)(k == needed ? 0.1 : 0.9))],
            _manifest.Schema.ToSchema().Hash, 1_000_000, Companions: 2);
        var transfer = await Client.RequestTransferAsync(Task, request, $"ask-{number}");
        if (number % 2 == 0)
        {
            var offer = transfer.Offers[0];
            await Client.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, offer.Agent, [offer.Parts[0].Sha256], 20_010));
            await Client.SendReceiptAsync(transfer.Id, new TransferReceipt(TransferState.Adopted, "It did better.", offer.Agent, [offer.Parts[0].Id], PartBytes, 0.3, 0.1, 20_020, 20_500));
        }
        else await Client.SendReceiptAsync(transfer.Id, new TransferReceipt(TransferState.Rejected, "No way of merging did better.", null, [], 0, 0.3, 0.3, null, 20_020));
    }

    private async System.Threading.Tasks.Task SignalAsync(int number)
    {
        var sample = Interlocked.Increment(ref _signals);
        await Client.SignalAsync(Task, NameOf(number % Agents), new AgentSignal(TriggerKind.Drift, sample, [number % Classes]), $"signal-{sample}");
    }

    // As a real fleet would: the registry is never quite idle while it is measured.
    private async System.Threading.Tasks.Task RenewAsync(CancellationToken end)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / RenewalsPerSecond), TimeProvider.System);
        for (var turn = 0; await beat.WaitForNextTickAsync(end); turn++)
            await Client.RenewLeaseAsync(Task, NameOf(turn % Agents), StatusOf(turn % Agents, 20_000 + 100 * (1 + turn / Agents)), end);
    }

    private static AgentStatus StatusOf(int agent, long samples)
    {
        var random = SeededRandom.For(agent, samples);
        return new AgentStatus(samples + agent, Math.Round(0.7 + 0.3 * random.NextDouble(), 3), null, Math.Round(0.6 + 0.3 * random.NextDouble(), 3));
    }

    private static string HashOf(int agent, int part) => $"{agent * Classes + part:x64}";
}
