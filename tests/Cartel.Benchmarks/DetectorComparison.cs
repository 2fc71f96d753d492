using System.Diagnostics;
using System.IO.Compression;
using Cartel.Learning;

namespace Cartel.Benchmarks;

/// <summary>Detectors on the bits of the published comparison: 100 streams each of a jump, a gradual rise and a steady rate.</summary>
internal static class DetectorComparison
{
    private const int Streams = 100;
    private const int Change = 10_000;

    public static void Run(IReadOnlyList<string> detectors)
    {
        var (jump, gradual, flat) = (Read("jump", 20_000), Read("grad", 20_000), Read("flat", 100_000));
        Console.WriteLine("| detector | jump: delay median / p90 | missed of 100 | grad: delay median | false alarms before jump per 100k | false alarms flat per 100k | ns per update |");
        Console.WriteLine("|---|---|--:|--:|--:|--:|--:|");
        foreach (var name in detectors)
        {
            var (jumps, rises, steady) = (Tally(name, jump, Change), Tally(name, gradual, Change), Tally(name, flat, 100_000));
            Console.WriteLine(
                $"| {name} | {Text(jumps.MedianDelay)} / {Text(jumps.Delay90)} | {jumps.Missed} | {Text(rises.MedianDelay)} "
                + $"| {jumps.FalseAlarmsPer100000:0.0} | {steady.FalseAlarmsPer100000:0.00} | {NanosecondsPerUpdate(name, flat):0.0} |");
        }
    }

    private static DetectionTally Tally(string name, double[][] streams, int change)
    {
        var tally = new DetectionTally();
        var detector = DriftDetectors.Create(name);
        foreach (var stream in streams) tally.Run(detector, stream, change);
        return tally;
    }

    // The best of many short rounds: other work on the machine only ever adds, and a short round may be spared it.
    private static double NanosecondsPerUpdate(string name, double[][] streams)
    {
        var detector = DriftDetectors.Create(name);
        var best = double.MaxValue;
        for (var round = 0; round < 2; round++)
        {
            foreach (var stream in streams)
            {
                detector.Reset();
                var start = Stopwatch.GetTimestamp();
                Observe(detector, stream);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / stream.Length);
            }
        }

        return best;
    }

    private static void Observe(IDriftDetector detector, double[] stream)
    {
        foreach (var value in stream) detector.Observe(value);
    }

    // Packed bits, most significant first, one stream after another.
    private static double[][] Read(string name, int length)
    {
        var folder = Environment.GetEnvironmentVariable("CARTEL_DATA") ?? throw new InvalidOperationException("CARTEL_DATA names no folder");
        using var packed = new GZipStream(File.OpenRead(Path.Combine(folder, "streams", $"bern_{name}.bits.gz")), CompressionMode.Decompress);
        var bytes = new byte[length / 8];
        var streams = new double[Streams][];
        for (var i = 0; i < Streams; i++)
        {
            packed.ReadExactly(bytes);
            streams[i] = [.. Enumerable.Range(0, length).Select(bit => (double)((bytes[bit / 8] >> (7 - bit % 8)) & 1))];
        }

        return streams;
    }

    private static string Text(double? delay) => delay is { } values ? $"{values:0.#}" : "never";
}
