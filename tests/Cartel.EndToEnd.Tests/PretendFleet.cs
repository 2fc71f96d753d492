using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.EndToEnd.Tests;

/// <summary>What agents tell a registry, without any that learn: the page under test cannot tell the difference.</summary>
internal sealed class PretendFleet(RegistryClient registry, TaskManifest task)
{
    public const string Target = "alps-1";
    public const string Donor = "alps-2";
    public const int KnownClass = 0;
    public const int NewClass = 1;

    private static readonly string PartHash = new('a', 64);

    /// <summary>A fleet of two: the donor knows both classes, the target only the first.</summary>
    public static async Task<PretendFleet> GatherAsync(RegistryClient registry, TaskManifest task, IReadOnlyDictionary<string, string>? labels = null)
    {
        var fleet = new PretendFleet(registry, task);
        await registry.PutTaskAsync(task);
        foreach (var agent in new[] { Target, Donor }) await fleet.JoinAsync(agent, labels);
        await registry.PutProfileAsync(task.Name, Target, new AgentProfile(1, 400, [400, 0], [400, 0], [0.9, null], [0.9, null], []));
        await registry.PutProfileAsync(task.Name, Donor, new AgentProfile(
            1, 800, [400, 400], [400, 400], [0.9, 0.95], [0.9, 0.95], [new PartOffer("class:1", [NewClass], PartHash, 2_000, 400)]));
        return fleet;
    }

    public static TaskManifest TaskOf(string name, string known = "calm", string unknown = "storm", string? description = null) => new(
        name, new SchemaDocument([new FeatureDocument("wind", FeatureKind.Numeric)], [known, unknown]), "linear-logistic", description);

    public Task ReportAsync(string agent, long samples, double accuracy, double twin) =>
        registry.RenewLeaseAsync(task.Name, agent, new AgentStatus(samples, accuracy, null, twin));

    /// <summary>What a gateway with two detectors would tell: one near to a signal, and one that watches the recall of a class.</summary>
    public static AgentVitals VitalsOf(string near = "errors:sr", string far = "class-recall:hddm-a", string economy = "nothing-ahead") => new(
        new AgentResources(48_250_000, 0.034, 1_200_000, 7_500_000_000, 86_016, 212.5, 3, economy),
        [new DetectorVital(near, 4.2, 5.25, 3.5), new DetectorVital(far, 0.0125, 0.1, null, NewClass)]);

    public Task TellAsync(string agent, AgentVitals vitals) => registry.PutVitalsAsync(task.Name, agent, vitals);

    /// <summary>The target met the class that only the donor knows.</summary>
    public Task<Transfer> AskAsync(long sample) => registry.RequestTransferAsync(
        task.Name,
        new TransferRequest(
            Target, new TransferTrigger(TriggerKind.Novelty, sample), [NewClass], [300, 100], [0.9, 0.0], task.Schema.ToSchema().Hash, 1_000_000),
        $"ask-{sample}");

    public Task FetchAsync(Transfer transfer, long sample) =>
        registry.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, Donor, [PartHash], sample));

    public Task MoveAsync(Transfer transfer, TransferState state, long sample) =>
        registry.MoveAsync(transfer.Id, new TransferMove(state, Sample: sample));

    public Task EndAsync(
        Transfer transfer, TransferState outcome, string reason, long mergedAt, long endedAt, IReadOnlyList<MergeTrial>? trials = null, ProbationCurve? probation = null) =>
        registry.SendReceiptAsync(
            transfer.Id, new TransferReceipt(outcome, reason, Donor, ["class:1"], 2_000, 0.42, 0.08, mergedAt, endedAt, Trials: trials, Probation: probation));

    private async Task JoinAsync(string agent, IReadOnlyDictionary<string, string>? labels) =>
        await registry.RegisterAsync(task.Name, agent, new AgentRegistration(
            task.Schema.ToSchema().Hash, "1.0", labels, Settings: new Dictionary<string, string> { ["trigger"] = "class-recall:hddm-a" }));
}
