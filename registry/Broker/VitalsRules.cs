using Cartel.Protocol;

namespace Cartel.Registry.Broker;

/// <summary>What agents may say of their devices and detectors.</summary>
internal static class VitalsRules
{
    public static Refusal? Check(AgentVitals vitals, int classes)
    {
        if (vitals.Resources is not { } taken) return Refusals.InvalidVitals.Because("resources is due.");
        if (vitals.Detectors is not { Count: <= AgentVitals.MostDetectors } detectors)
            return Refusals.InvalidVitals.Because($"detectors is due: at most {AgentVitals.MostDetectors}; it may be empty.");
        if (taken is not { ResidentBytes: >= 0, CpuShare: >= 0, StateBytes: >= 0, FreeBytes: >= 0, ModelBytes: >= 0, SamplesPerSecond: >= 0, OutboxWaiting: >= 0 })
            return Refusals.InvalidVitals.Because("No resource is below 0.");
        if (!double.IsFinite(taken.CpuShare) || !double.IsFinite(taken.SamplesPerSecond)) return Refusals.InvalidVitals.Because("cpuShare or samplesPerSecond is too large.");
        if (taken.Economy is { Length: > TaskRules.LongestText }) return Refusals.InvalidVitals.Because($"economy has at most {TaskRules.LongestText} characters.");

        return detectors.Select(detector => Check(detector, classes)).FirstOrDefault(static flaw => flaw is not null);
    }

    private static Refusal? Check(DetectorVital? detector, int classes)
    {
        if (detector?.Name is not { Length: > 0 and <= TaskRules.LongestText })
            return Refusals.InvalidVitals.Because($"A detector's name is due: 1 to {TaskRules.LongestText} characters.");

        if (!double.IsFinite(detector.Statistic) || !double.IsFinite(detector.DriftAt) || !double.IsFinite(detector.WarningAt ?? 0))
            return Refusals.InvalidVitals.Because("A detector's statistic or threshold is too large.");

        return detector.Class is { } index && (index < 0 || index >= classes)
            ? Refusals.InvalidClass.Because($"A detector watches class {index}; the task's classes are 0 to {classes - 1}.")
            : null;
    }
}
