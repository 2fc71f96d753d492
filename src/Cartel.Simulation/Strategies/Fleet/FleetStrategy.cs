using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Asynchronous federated learning that discounts stale updates and raises those with rare labels: FLeet's AdaSGD.</summary>
/// <remarks>
/// <para>G. Damaskinos, R. Guerraoui, A.-M. Kermarrec, V. Nitu, R. Patra and F. Taïani, “FLeet: online federated learning via staleness
/// awareness and performance prediction”, Middleware 2020. Each time a device has <c>batch</c> samples (200) it reports their labels, gets the
/// global model, learns the samples on top of it, and sends what has changed. The hub adds that, weighed by <see cref="AdaptiveWeight"/>.</para>
/// <para>What serves is the model last received, continued on the device's own samples. Deviations: a device's step is what its learner
/// makes of the batch, not one gradient; the profiler that sizes batches to a device's battery is left out, as all devices are alike.
/// Trees have no differences: an update that nobody came before replaces the global model, a stale one is pooled with it.</para>
/// </remarks>
internal sealed class FleetStrategy(Settings settings) : IStrategy
{
    private readonly int _batch = settings.Number("batch", 200, 1, 1_000_000);

    /// <inheritdoc/>
    public string Name => "fleet";

    /// <inheritdoc/>
    public IReadOnlyList<IEdge> Deploy(Deployment deployment)
    {
        var hub = new FleetHub(deployment);
        return [.. Enumerable.Range(0, deployment.Devices).Select(device => new FleetEdge(deployment, device, hub, _batch))];
    }
}
