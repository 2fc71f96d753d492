using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Simulation.Tests;

/// <summary>Unremarkable fleets.</summary>
internal static class Some
{
    /// <summary>Clouds of points around one centre a class, far enough apart to be learned from few samples.</summary>
    public static IDataSet Clouds(int rows = 4_000, int classes = 4, int features = 10)
    {
        var schema = new FeatureSchema(
            [.. Enumerable.Range(0, features).Select(static i => Feature.Numeric($"x{i}"))], [.. Enumerable.Range(0, classes).Select(static k => $"c{k}")]);
        var random = SeededRandom.For(7);
        var centres = Enumerable.Range(0, classes * features).Select(_ => 3 * random.NextGaussian()).ToArray();
        var values = new float[rows * features];
        var labels = new int[rows];
        for (var i = 0; i < rows; i++)
        {
            labels[i] = i % classes;
            for (var j = 0; j < features; j++) values[(i * features) + j] = (float)(centres[(labels[i] * features) + j] + random.NextGaussian());
        }

        return new Cloud(schema, values, labels);
    }

    /// <summary>A fleet that has lived through an introduction.</summary>
    public static FleetRun Run(IStrategy strategy, int devices, long samples = 1_200, long at = 600, long seed = 1)
    {
        var data = Clouds(rows: Math.Max(4_000, devices * 40));
        var workload = Workloads.Introduction(data, devices, samples, at, seed);
        var run = new FleetRun(workload, data, "linear", strategy, LinkSettings.Default, TimeProvider.System);
        run.Run(static (_, _, _, _) => { });
        return run;
    }

    private sealed class Cloud(FeatureSchema schema, float[] values, int[] labels) : IDataSet
    {
        public string Name => "clouds";

        public FeatureSchema Schema => schema;

        public int Count => labels.Length;

        public BadRows BadRows { get; } = new();

        public int Label(int row) => labels[row];

        public void Read(int row, Span<float> into) => values.AsSpan(row * into.Length, into.Length).CopyTo(into);
    }
}
