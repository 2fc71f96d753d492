using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.Simulation.Tests.Strategies;

/// <summary>A strategy on a few devices whose samples a test shows one by one.</summary>
internal sealed class SmallFleet
{
    /// <summary>Two unit columns, a number and a category: every form of raw column.</summary>
    public static readonly FeatureSchema Mixed = new(
        [Feature.Unit("a"), Feature.Unit("b"), Feature.Numeric("n"), Feature.Nominal("c", ["x", "y", "z"])], ["no", "yes", "more"]);

    private readonly VirtualClock _clock = new();

    public SmallFleet(string strategy, string learner, int devices, FeatureSchema? schema = null)
    {
        Network = new MeteredNetwork(_clock, devices, LinkSettings.Default, seed: 1);
        Deployment = new Deployment(schema ?? Mixed, learner, devices, _clock, Network, new TrainingMeter(devices, new ManualTime()), new Journal(), Seed: 1);
        Edges = StrategyKinds.Create(strategy).Deploy(Deployment);
    }

    public Deployment Deployment { get; }

    public MeteredNetwork Network { get; }

    public IReadOnlyList<IEdge> Edges { get; }

    /// <summary>The n-th sample of a device's stream: a class's place in the unit square, with some scatter.</summary>
    public static (float[] Features, int Label) Draw(long seed, int n, int classes = 3)
    {
        var random = SeededRandom.For(seed, n);
        var label = random.Next(classes);
        var encoded = new float[6];
        encoded[0] = (float)(0.3 * random.NextDouble()) + (label == 1 ? 0.6f : 0.1f);
        encoded[1] = (float)(0.3 * random.NextDouble()) + (label == 2 ? 0.6f : 0.1f);
        encoded[2] = (float)(10 + random.NextDouble() + (3 * label));
        encoded[3 + random.Next(3)] = 1;
        return (encoded, label);
    }

    /// <summary>Shows a device the next sample and lets 100 ms pass: enough for an exchange, and no deadline.</summary>
    public void Show(int device, float[] features, int label)
    {
        Edges[device].Observe(features, label);
        var passed = false;
        _clock.After(TimeSpan.FromMilliseconds(100), () => passed = true);
        while (!passed) _clock.Step();
    }

    /// <summary>Where a class lies, without scatter.</summary>
    public static float[] OfClass(int label) => [label == 1 ? 0.75f : 0.25f, label == 2 ? 0.75f : 0.25f, 10.5f + (3 * label), 1, 0, 0];

    /// <summary>Shows every device a sample of each of some classes in turn.</summary>
    public void ShowOnce(int[] labels)
    {
        for (var device = 0; device < Edges.Count; device++) ShowOnce(device, labels);
    }

    /// <summary>Shows a device a sample of each of some classes in turn.</summary>
    public void ShowOnce(int device, int[] labels)
    {
        foreach (var label in labels) Show(device, OfClass(label), label);
    }

    /// <summary>Shows each device samples of its own stream.</summary>
    public void ShowStreams(int from, int count, int classes = 3)
    {
        for (var n = from; n < from + count; n++)
        {
            for (var device = 0; device < Edges.Count; device++)
            {
                var (features, label) = Draw(device + 1, n, classes);
                Show(device, features, label);
            }
        }
    }

    /// <summary>Lets everything happen that is to come.</summary>
    public void Settle()
    {
        while (_clock.Step())
        {
        }
    }

    /// <summary>What a message costs beside its content: one head of the mean length (decision 9), and one of TCP/IP a segment.</summary>
    public static long Overhead(long bytes) => 146 + (((bytes + 146 + 1459) / 1460) * 40);
}
