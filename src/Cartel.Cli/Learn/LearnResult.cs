namespace Cartel.Cli;

/// <summary>What <c>./cartel learn --json</c> writes (DESIGN.md, section 9). Accuracies in [0, 1], sizes in bytes.</summary>
/// <remarks>A drift is told by how many samples had been read; the window is that of the latest samples at the end; the
/// faded figures are null if not asked for.</remarks>
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
    double? KappaM,
    double? KappaTemporal,
    double? MacroF1,
    double? MajorityAccuracy,
    double? NoChangeAccuracy,
    int WindowLength,
    Figures Window,
    double? Fading,
    Figures? Faded,
    int Seed,
    int Delay,
    IReadOnlyList<ClassResult> Classes,
    long BadRows);

/// <summary>How well the samples of some stretch were predicted.</summary>
internal sealed record Figures(double? Accuracy, double? Kappa, double? KappaM, double? KappaTemporal, double? MacroF1);

/// <summary>How well one class was predicted.</summary>
internal sealed record ClassResult(string Class, long Samples, double? Recall, double? Precision, double? F1);
