namespace Cartel.Simulation;

/// <summary>Holds the global model, hands it out, and applies what comes back.</summary>
internal sealed class FleetHub(Deployment deployment)
{
    private readonly AdaptiveWeight _weights = new(deployment.Schema.Classes.Count);

    /// <summary>The global model.</summary>
    public SharedModel Model { get; private set; } = SharedModel.Of(deployment.NewLearner());

    /// <summary>How many updates were applied.</summary>
    public long Version { get; private set; }

    /// <summary>Applies an update.</summary>
    /// <param name="from">The model that the device learned on.</param>
    /// <param name="version">Its version.</param>
    /// <param name="to">What the device made of it.</param>
    /// <param name="labels">How many samples of each class it learned.</param>
    public void Apply(SharedModel from, long version, SharedModel to, long[] labels)
    {
        using (deployment.Training.Measure(MeteredNetwork.Hub)) Model = Model.Step(from, to, _weights.Of(Version - version, labels));
        Version++;
    }
}
