using Cartel.Learning;

namespace Cartel.Benchmarks;

/// <summary>Our detectors and the peers' in one table.</summary>
internal static class DetectorReport
{
    public static void Print(IReadOnlyList<string> detectors)
    {
        foreach (var detector in detectors) DriftDetectors.Create(detector);
        _ = Machine.DataFolder;

        Console.Error.WriteLine($"{string.Join(", ", detectors)} …");
        var ours = Captured(() => DetectorComparison.Run(detectors)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Console.WriteLine($"| library {ours[0]}");
        Console.WriteLine($"|---{ours[1]}");
        foreach (var line in ours[2..]) Console.WriteLine($"| this project {line}");
        foreach (var peer in Peers.Rows("peer-detectors.csv"))
        {
            var delays = peer[2].Length == 0 ? "never / never" : $"{peer[2]} / {peer[3]}";
            Console.WriteLine($"| {peer[0]} | {peer[1]} | {delays} | {peer[4]} | {(peer[5].Length == 0 ? "never" : peer[5])} | {peer[6]} | {peer[7]} | {peer[8]} |");
        }
    }

    // The comparison prints its table; here each line gets a column in front.
    private static string Captured(Action print)
    {
        var console = Console.Out;
        using var writer = new StringWriter { NewLine = "\n" };
        Console.SetOut(writer);
        try
        {
            print();
        }
        finally
        {
            Console.SetOut(console);
        }

        return writer.ToString();
    }
}
