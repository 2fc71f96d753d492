using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cartel.Learning;

namespace Cartel.Protocol.Tests;

/// <summary>One of each document of the protocol, with every member given.</summary>
internal static class Documents
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly string Hash = new('a', 64);
    private static readonly CartelJson Json = CartelJson.Default;
    private static readonly TransferTrigger Trigger = new(TriggerKind.Novelty, 40);
    private static readonly PartOffer Part = new("class:1", [1], Hash, 99, 40, [new PartSource("c", Hash)]);
    private static readonly AgentProfile Profile = new(3, 40, [1, 2], [3, 4], [0.5, null], [null, 1], [Part], [[1, 2, 3], null]);
    private static readonly AgentStatus Status = new(40, 0.5, 0.25, 0.75, 1);
    private static readonly AgentRegistration Registration = new(Hash, "1.0", new Dictionary<string, string> { ["site"] = "roof" });
    private static readonly DonorOffer Offer = new("b", 0.5, 0.25, 0.125, [Part], [1, 2], [0.5, null], FromZoo: true);
    private static readonly EmergingClass Emerging = new(1, 2, [Offer]);
    private static readonly TransferReceipt Receipt = new(TransferState.RolledBack, "worse", "b", ["class:1"], 99, 0.5, 0.25, 41, 60, ["b", "c"]);
    private static readonly CartelEvent Event = new("7-1", At, EventKinds.Novelty, "flows", "a", 40, "t1", "b", [1], "It asks.");
    private static readonly Transfer Transfer = new(
        "t1", "flows", "a", Trigger, [1], TransferState.RolledBack, [Offer], "b", At, At, At, Receipt);

    private static readonly AgentView Agent = new("a", "flows", AgentLiveness.Late, At, At, Registration, Status, Profile);
    private static readonly TaskManifest Manifest = new(
        "flows",
        new SchemaDocument([new("x", FeatureKind.Numeric), new("p", FeatureKind.Nominal, ["tcp", "udp"]), new("u", FeatureKind.Unit)], ["a", "b"]),
        "linear-logistic", "For a test.");

    public static IEnumerable<TestCaseData> All =>
    [
        Case(Manifest, Json.TaskManifest),
        Case(new Page<TaskManifest>([Manifest], "next"), Json.PageTaskManifest),
        Case(Registration, Json.AgentRegistration),
        Case(Status, Json.AgentStatus),
        Case(new LeaseGrant(15, At, [Emerging], [Hash], Learned: true), Json.LeaseGrant),
        Case(Agent, Json.AgentView),
        Case(new Page<AgentView>([Agent], null), Json.PageAgentView),
        Case(new AgentHistory("a", [new HistoryPoint(At, Status)]), Json.AgentHistory),
        Case(Profile, Json.AgentProfile),
        Case(new ProfileReceipt(3, 1.5, 15, ["odd"], [Hash], [Emerging], [Hash]), Json.ProfileReceipt),
        Case(new NeighbourList([new("b", 1, 0.5, 0.25, 0.125, 300, 2.5, null, new Dictionary<string, double> { ["jsd"] = 0.25 }, "is far")]), Json.NeighbourList),
        Case(new TransferRequest("a", Trigger, [1], [1, 2], [0.5, null], Hash, 1000, [[1, 2, 3], null]), Json.TransferRequest),
        Case(Transfer, Json.Transfer),
        Case(new Page<Transfer>([Transfer], "next"), Json.PageTransfer),
        Case(new TransferMove(TransferState.Fetching, "b", [Hash], 41), Json.TransferMove),
        Case(Receipt, Json.TransferReceipt),
        Case(new Inbox([new PartRequest(5, "t1", Hash)]), Json.Inbox),
        Case(new ZooEntry("1f", "b", At, [1, 2], [3, 4], [0.5, null], [Part], [[1, 2, 3], null]), Json.ZooEntry),
        Case(new RecallOrder("poisoned"), Json.RecallOrder),
        Case(new RecallReceipt([Hash], ["b"]), Json.RecallReceipt),
        Case(Event, Json.CartelEvent),
        Case(new EventList([Event], "next", "epoch-8"), Json.EventList),
        Case(new AgentSignal(TriggerKind.Drift, 40, [1]), Json.AgentSignal),
        Case(new Problem("type", "title", 409, "detail", "stale-sequence", "trace", true, "help"), Json.Problem),
    ];

    private static TestCaseData Case<T>(T document, JsonTypeInfo<T> type) =>
        new TestCaseData(JsonSerializer.Serialize(document, type), (JsonTypeInfo)type).SetArgDisplayNames(typeof(T).Name, typeof(T).GenericTypeArguments.FirstOrDefault()?.Name ?? "");
}
