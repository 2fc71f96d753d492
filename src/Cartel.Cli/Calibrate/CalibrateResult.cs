namespace Cartel.Cli;

/// <summary>What <c>./cartel calibrate --json</c> writes. Rates are per sample; intervals and delays in samples; null where a
/// thing never happened or has no bound.</summary>
internal sealed record CalibrateResult(
    string Data,
    string Learner,
    string Detector,
    string Setting,
    string Calibrated,
    long Samples,
    double ErrorRate,
    int Block,
    double Target,
    long ReplayedSamples,
    long FalseAlarms,
    double? Interval,
    double IntervalLower,
    double? IntervalUpper,
    IReadOnlyList<JumpDelay> Jumps);

/// <summary>How long a jump of the error rate takes to be signalled.</summary>
/// <param name="Points">How many percentage points the rate rises.</param>
/// <param name="Streams">On how many streams it was tried; none where the rate would exceed 1.</param>
/// <param name="Missed">In how many it was not signalled within 10 000 samples.</param>
/// <param name="MedianDelay">Half of the signals came within so many samples.</param>
/// <param name="Delay90">And nine in ten within so many.</param>
internal sealed record JumpDelay(int Points, int Streams, int Missed, double? MedianDelay, double? Delay90);
