using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>A way for devices to learn, alone or together: what the evaluation compares.</summary>
public interface IStrategy
{
    /// <summary>Its name on the command line and in results.</summary>
    string Name { get; }

    /// <summary>Puts it on devices that have seen nothing yet.</summary>
    /// <returns>One edge a device, in order.</returns>
    IReadOnlyList<IEdge> Deploy(Deployment deployment);
}

/// <summary>One device as the evaluation sees it.</summary>
public interface IEdge
{
    /// <summary>Its stream begins.</summary>
    void Begin()
    {
    }

    /// <summary>Bytes of the model that serves here.</summary>
    long ModelBytes { get; }

    /// <summary>What the device would answer now; changes nothing that later answers depend on.</summary>
    /// <returns>An index into the schema's classes, or <see cref="Sample.Unlabelled"/>.</returns>
    int Predict(ReadOnlySpan<float> features);

    /// <summary>A labelled sample, at the clock's present time: judged, learned, told to others, as the strategy has it.</summary>
    void Observe(ReadOnlySpan<float> features, int label);

    /// <summary>Its stream has ended: what would go on for ever stops here.</summary>
    void End()
    {
    }
}

/// <summary>What a strategy is put on. One simulation, one thread.</summary>
/// <param name="Schema">The task.</param>
/// <param name="Learner">The learner's name with settings, the same for every strategy.</param>
/// <param name="Devices">How many; above 0.</param>
/// <param name="Clock">Virtual time.</param>
/// <param name="Network">Everything that leaves a device passes it.</param>
/// <param name="Training">Counts the time spent in learning.</param>
/// <param name="Journal">Takes what is worth a mark in a plot.</param>
/// <param name="Seed">Same seed, same result.</param>
public sealed record Deployment(
    FeatureSchema Schema, string Learner, int Devices, VirtualClock Clock, MeteredNetwork Network, TrainingMeter Training, Journal Journal, long Seed)
{
    /// <summary>What is wrong with a device; by default nothing with any.</summary>
    public Func<int, Fault> FaultOf { get; init; } = static _ => Fault.None;

    /// <summary>Rows of a device's present distribution that nobody is given: for an oracle alone.</summary>
    public Func<int, IReadOnlyList<FleetSample>> HeldOut { get; init; } = static _ => [];

    /// <summary>An untrained learner; all of a deployment start equal.</summary>
    public IOnlineLearner NewLearner() => OnlineLearner.Create(Learner, Schema, unchecked((int)Seed));
}
