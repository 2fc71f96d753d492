using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Simulation.Tests;

/// <summary>A data set made up: a cloud of points around one centre a class, which overlap somewhat.</summary>
internal sealed class Clouds : IDataSet
{
    private readonly float[] _values;

    /// <summary>Makes the rows; always the same.</summary>
    public Clouds(int rows = 4_000, int classes = 4, int features = 10)
    {
        Schema = new FeatureSchema(
            [.. Enumerable.Range(0, features).Select(static i => Feature.Numeric($"x{i}"))], [.. Enumerable.Range(0, classes).Select(static k => $"c{k}")]);
        (Count, _values) = (rows, new float[rows * features]);
        var random = SeededRandom.For(7);
        var centres = Enumerable.Range(0, classes * features).Select(_ => 0.9 * random.NextGaussian()).ToArray();
        for (var i = 0; i < _values.Length; i++)
            _values[i] = (float)(centres[(Label(i / features) * features) + (i % features)] + random.NextGaussian());
    }

    public string Name => "clouds";

    public FeatureSchema Schema { get; }

    public int Count { get; }

    public BadRows BadRows { get; } = new();

    public int Label(int row) => row % Schema.Classes.Count;

    public void Read(int row, Span<float> values) => _values.AsSpan(row * values.Length, values.Length).CopyTo(values);

    /// <summary>A workload of any number of agents: one in ten knows all classes, the others meet the last one at a sample.</summary>
    public Workload Fleet(int agents, long samples, long at, int period = 1)
    {
        var all = Schema.Classes.ToDictionary(static name => name, static _ => 1.0);
        var some = all.Where(pair => pair.Key != Schema.Classes[^1]).ToDictionary();
        return new Workload("fleet", Name, 1, samples, [.. Enumerable.Range(0, agents).Select(i => new WorkloadAgent(
            $"agent-{i}", i % 10 == 0 ? [new WorkloadPhase(0, all)] : [new WorkloadPhase(0, some), new WorkloadPhase(at, all)], Period: period))]);
    }
}
