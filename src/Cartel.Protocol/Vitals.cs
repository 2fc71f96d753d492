namespace Cartel.Protocol;

/// <summary>What an agent says of itself now and then, for people: <c>PUT</c> and <c>GET …/agents/{agent}/vitals</c>. The last one stands.</summary>
/// <param name="Resources">What it takes of its device.</param>
/// <param name="Detectors">Its detectors of drift, those nearest to a signal first; at most <see cref="MostDetectors"/>.</param>
/// <param name="At">When the registry heard it, by its clock; set by the registry.</param>
public sealed record AgentVitals(AgentResources Resources, IReadOnlyList<DetectorVital> Detectors, DateTimeOffset? At = null)
{
    /// <summary>The most detectors that are told.</summary>
    public const int MostDetectors = 16;
}

/// <summary>What an agent takes of its device.</summary>
/// <param name="ResidentBytes">Resident memory.</param>
/// <param name="CpuShare">Processor time since the last report, as a share of one core: 2 where two were busy.</param>
/// <param name="StateBytes">The size of its state folder.</param>
/// <param name="FreeBytes">What is left on that disk.</param>
/// <param name="ModelBytes">The size of its model in memory.</param>
/// <param name="SamplesPerSecond">Samples read a second, of late.</param>
/// <param name="OutboxWaiting">Messages that wait to be sent.</param>
/// <param name="Economy">What it does without so that its budgets hold, such as <c>nothing-ahead</c>; left out: nothing.</param>
public sealed record AgentResources(
    long ResidentBytes, double CpuShare, long StateBytes, long FreeBytes, long ModelBytes, double SamplesPerSecond, long OutboxWaiting, string? Economy = null);

/// <summary>One detector of drift: how near it is to a signal.</summary>
/// <param name="Name">Which, such as <c>class-recall:hddm-a</c>.</param>
/// <param name="Statistic">What it compares with its thresholds; the higher, the nearer.</param>
/// <param name="DriftAt">Where it signals drift.</param>
/// <param name="WarningAt">Where it warns; left out where it knows no warning.</param>
/// <param name="Class">The index of the class whose recall it watches; left out: it watches all errors.</param>
public sealed record DetectorVital(string Name, double Statistic, double DriftAt, double? WarningAt = null, int? Class = null);
