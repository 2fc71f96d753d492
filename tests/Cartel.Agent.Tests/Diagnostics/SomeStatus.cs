using Cartel.Collaboration;

namespace Cartel.Agent.Tests.Diagnostics;

/// <summary>A status with something in every place.</summary>
internal static class SomeStatus
{
    public static readonly DateTimeOffset At = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static LiveStatus Full { get; } = new(
        "gateway-7", "default", "flows", "1.0.0+abc", 4711, AgentPhase.Learning, At - TimeSpan.FromHours(3), At,
        new LearningStatus("csv:/var/log/flows.csv?label=class", 123_456, 130_000, 1_234, 0.971, 0.9432, 300, 3),
        new ModelStatus("linear-logistic", 123_000, 5_000, OnTrial: true),
        [new("normal", 0.8, 0.99, 100_000), new("a “quoted” \\ class", 0.15, 0.4, 3_000), new("rare", 0.05, null, 20)],
        new DriftStatus("class-recall:hddm-a", 2, 1, 4, new AlarmStatus("drift", 123_000, ["rare", "normal"]),
            [new("class-recall:hddm-a", "rare", 0.12345, 0.2, 0.15), new("overall:page-hinkley", null, 12.25, 50, null)]),
        new TransfersStatus(
            new SortedDictionary<string, long> { ["adopted"] = 2, ["rejected"] = 1 },
            new TransferStatus("drift", 123_000, null, null, ["gateway-2"], false, 812, null, null, null),
            [new TransferStatus("novelty", 5_000, "adopted", "it did at least as well", ["gateway-3", "gateway-4"], true, 2_048, 0.3, 0.1, 5_200), new TransferStatus("novelty", 900, "rejected", "no way", [], false, 0, null, null, 1_200)]),
        new LateStatus(12, 34, 5, 6),
        new OutboxState(3, 900, [new DroppedItems("signal", "expired", 7)]),
        new RegistryStatus("https://registry.example:5443/", false, At - TimeSpan.FromMinutes(10), 12_345, 67_890),
        new CheckpointStatus("/var/lib/cartel-agent", 4.2, 108_514, 200_000, 70_000_000_000, null),
        new ProcessStatus(41_000_000, 5_000_000, 321, 14, Economy.None, 0.025),
        new LocalStatus(9464, 1_000, 20, 10, 2),
        new ConfigurationStatus(At, 1, null, ["data"]));

    /// <summary>Of an agent that has just begun, and talks to nobody.</summary>
    public static LiveStatus Young { get; } = Full with
    {
        State = AgentPhase.Waiting,
        StartedAt = At,
        Learning = new LearningStatus("sea", 0, 0, 0, null, null, 0, 0),
        Model = new ModelStatus("linear-logistic", 0, 100, OnTrial: false),
        Classes = [],
        Drift = new DriftStatus("never", 0, 0, 0, null, []),
        Transfers = new TransfersStatus(new Dictionary<string, long>(), null, []),
        Late = null,
        Outbox = new OutboxState(0, 0, []),
        Registry = null,
        Local = null,
        Configuration = new ConfigurationStatus(At, 0, null, []),
    };
}
