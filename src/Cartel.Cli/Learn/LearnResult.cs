namespace Cartel.Cli;

/// <summary>What <c>./cartel learn --json</c> writes (DESIGN.md, section 9). Accuracies in [0, 1], sizes in bytes.</summary>
internal sealed record LearnResult(
    string Data,
    string Learner,
    string? Detector,
    long Samples,
    double? Accuracy,
    double? Kappa,
    double SamplesPerSecond,
    long ModelBytes,
    long PeakResidentBytes,
    IReadOnlyList<long> Drifts,
    IReadOnlyDictionary<string, double?> Recall,
    double? WindowAccuracy,
    long BadRows);
