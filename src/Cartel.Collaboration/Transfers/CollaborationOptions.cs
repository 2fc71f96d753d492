using System.ComponentModel.DataAnnotations;

namespace Cartel.Collaboration;

/// <summary>When an agent asks, how it judges, when it publishes. All counts are of labelled samples.</summary>
public sealed record CollaborationOptions
{
    /// <summary>Samples before the first request: 0 to 1,000,000, by default 100. Until then every class is new.</summary>
    [Range(0, 1_000_000)]
    public int WarmUp { get; init; } = 100;

    /// <summary>The sample from which on an agent that joins others which have learned asks, once, for all classes that it has seen
    /// twice: 0 (never) to 1,000,000, by default 20; beyond <see cref="WarmUp"/> it never does.</summary>
    [Range(0, 1_000_000)]
    public int ColdStart { get; init; } = 20;

    /// <summary>Samples in the sliding window of metrics and class counts: 20 to 100,000, by default 300.</summary>
    [Range(20, 100_000)]
    public int Window { get; init; } = 300;

    /// <summary>Samples between two copies of the model that merges are tried on; up to twice as many samples are kept: 4 to
    /// 32,768, by default 64.</summary>
    [Range(4, 32_768)]
    public int Hindsight { get; init; } = 64;

    /// <summary>Samples of pause after a transfer before drift may ask again: 0 to 1,000,000, by default 300.</summary>
    [Range(0, 1_000_000)]
    public int Cooldown { get; init; } = 300;

    /// <summary>Samples of pause before a new class is asked for again, the first time; it doubles: 1 to 1,000,000, by default 50.</summary>
    [Range(1, 1_000_000)]
    public int RetryPause { get; init; } = 50;

    /// <summary>Samples that verified parts may wait to pass the admission test: 1 to 100,000, by default 300.</summary>
    [Range(1, 100_000)]
    public int Patience { get; init; } = 300;

    /// <summary>The most bytes of parts that one transfer may fetch: 1 KiB to 64 MiB, by default 1 MiB.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int ByteBudget { get; init; } = 1024 * 1024;

    /// <summary>Of how many other classes parts are fetched beside the needed ones: 0 to 65,536, by default all that the target has.</summary>
    /// <remarks>Rows that were learned side by side fit each other best; each one costs its bytes.</remarks>
    [Range(0, 65_536)]
    public int Companions { get; init; } = 65_536;

    /// <summary>What raises an alarm of drift, as <see cref="DriftTriggers.Check"/> takes it; by default <see cref="DriftTriggers.Default"/>.</summary>
    public string Trigger { get; init; } = DriftTriggers.Default;

    /// <summary>When a profile is published, as <see cref="PublicationPolicy.Create"/> takes it; by default <see cref="PublicationPolicy.Default"/>.</summary>
    public string Publication { get; init; } = PublicationPolicy.Default;

    /// <summary>The most bytes of parts fetched ahead of need per 10,000 labelled samples: 0 (never) to 64 MiB, by default 1 MiB.</summary>
    [Range(0, 64 * 1024 * 1024)]
    public int AheadBudget { get; init; } = 1024 * 1024;
}
