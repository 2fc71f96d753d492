using Cartel.Learning;

namespace Cartel.Cli;

/// <summary>Finds the setting at which a detector keeps a false-alarm rate on drift-free replays of a learner's errors.</summary>
/// <param name="errors">The learner's prequential errors, 0 or 1.</param>
/// <param name="block">How many of them stay together in a replay.</param>
/// <param name="target">The false alarms a sample to allow.</param>
/// <param name="seed">Same seed, same replays.</param>
/// <param name="stop">Ends it early.</param>
internal sealed class Calibration(double[] errors, int block, double target, int seed, CancellationToken stop)
{
    /// <summary>How many samples a jump has to be signalled in, and how many lie before it.</summary>
    public const int Patience = 10_000;

    private const int Steps = 16;
    private const int JumpStreams = 200;
    private const int StreamLength = 100_000;

    // So many alarms are expected at the target: their standard deviation is a tenth.
    private const double Expected = 100;

    // A false-alarm rate is measured on 3 000 000 to 20 000 000 samples.
    private int Streams { get; } = (int)Math.Clamp(Expected / target / StreamLength, 30, 200);

    /// <summary>The detector's text with the loudest setting whose false alarms stay within the target; null if none does.</summary>
    /// <remarks>Bisection: the further the setting is towards its quiet end, the fewer the alarms. The upper end of their rate's 95%
    /// confidence interval must stay within the target: the loudest of many settings that pass has had luck.</remarks>
    public string? Find(string detector, MainSetting setting, Action<string> progress)
    {
        bool Keeps(double share)
        {
            var text = setting.Put(detector, setting.At(share));
            progress(text);
            return FalseAlarms(text, seed, mayStop: true).FalseAlarmRate().Upper <= target;
        }

        if (!Keeps(1)) return null;

        var (loud, quiet) = (0.0, 1.0);
        for (var step = 0; step < Steps && setting.At(loud) != setting.At(quiet); step++)
        {
            var middle = (loud + quiet) / 2;
            if (Keeps(middle)) quiet = middle;
            else loud = middle;
        }

        return setting.Put(detector, setting.At(quiet));
    }

    /// <summary>False alarms on replays other than those that <see cref="Find"/> looked at.</summary>
    public DetectionTally Measure(string detector) => FalseAlarms(detector, seed + 1, mayStop: false);

    /// <summary>The delay of a jump by so many percentage points.</summary>
    public JumpDelay Delay(string detector, int points)
    {
        var replay = new ErrorReplay(errors, block, seed + 2 + points);
        if (replay.Rate + points / 100.0 > 1) return new JumpDelay(points, 0, 0, null, null);

        var tally = new DetectionTally();
        var made = DriftDetectors.Create(detector);
        var stream = new double[2 * Patience];
        for (var i = 0; i < JumpStreams; i++)
        {
            stop.ThrowIfCancellationRequested();
            replay.Fill(stream, Patience, points / 100.0);
            tally.Run(made, stream, Patience);
        }

        return new JumpDelay(points, tally.Changes, tally.Missed, tally.MedianDelay, tally.Delay90);
    }

    private DetectionTally FalseAlarms(string detector, int replaySeed, bool mayStop)
    {
        var (tally, made) = (new DetectionTally(), DriftDetectors.Create(detector));
        var replay = new ErrorReplay(errors, block, replaySeed);
        var stream = new double[StreamLength];
        for (var i = 0; i < Streams; i++)
        {
            stop.ThrowIfCancellationRequested();
            // Too many already, whatever follows.
            if (mayStop && tally.FalseAlarms > target * StreamLength * Streams) break;

            replay.Fill(stream, stream.Length, 0);
            tally.Run(made, stream, stream.Length);
        }

        return tally;
    }
}
