namespace Cartel.Cli;

/// <summary>The result of <c>./cartel calibrate</c> for people.</summary>
internal static class CalibrateReport
{
    public static void Print(CalibrateResult result)
    {
        var interval = result.Interval is { } samples ? $"1 in {samples:N0} samples" : "none";
        var upper = result.IntervalUpper is { } most ? $"{most:N0}" : "any number";
        Console.WriteLine($"data               {result.Data}");
        Console.WriteLine($"learner            {result.Learner}   (error rate {result.ErrorRate:0.0000} over {result.Samples:N0} samples)");
        Console.WriteLine($"setting            --detector '{result.Calibrated}'");
        Console.WriteLine(
            $"false alarms       {interval}   (95% confidence: 1 in {result.IntervalLower:N0} to {upper}; {result.FalseAlarms:N0} in {result.ReplayedSamples:N0})");
        foreach (var jump in result.Jumps) Console.WriteLine($"delay, +{jump.Points} points".PadRight(19) + Text(jump));
    }

    private static string Text(JumpDelay jump)
    {
        if (jump.Streams == 0) return "the rate cannot rise so far";
        if (jump.MedianDelay is null) return $"never within {Calibration.Patience:N0} samples";

        var missed = jump.Missed == 0 ? "" : $"; {100.0 * jump.Missed / jump.Streams:0.#}% not within {Calibration.Patience:N0}";
        return $"{jump.MedianDelay:N0} samples   (90% within {jump.Delay90:N0}{missed})";
    }
}
