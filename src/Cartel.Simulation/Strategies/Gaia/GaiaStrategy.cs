using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Each device keeps a copy of one approximate model and sends only the changes that are significant.</summary>
/// <remarks>
/// <para>K. Hsieh, A. Harlap, N. Vijaykumar, D. Konomis, G. R. Ganger, P. B. Gibbons and O. Mutlu, “Gaia: geo-distributed machine learning
/// approaching LAN speeds”, NSDI 2017. Every <c>batch</c> samples a device looks at what has changed in its model since it last told, and
/// sends the numbers whose relative change exceeds <c>threshold</c> (0.05; the paper has 0.01), which falls as 1/√t. The hub gathers the changes of
/// each device for every other one, filters them likewise, and answers with those that are significant. A device adds them to its
/// model, which serves, and learns on. Sums, by which numbers are scaled or which naive Bayes is, go together or not at all. Insignificant changes are not lost: they gather until they matter.</para>
/// <para>Deviations: the hub stands for the mirrors of the paper's data centres, and changes of different devices add up there, so that one
/// answer carries those of all. Devices descend on their own: a change counts <c>share</c> elsewhere, by default one over the devices,
/// as a sum of many devices' steps overshoots. The barriers that bound delays are not needed on links this quick.</para>
/// <para>A learner without numbers (trees) has no relative change to filter by: its whole model is significant each time its samples
/// have grown by <c>growth</c> (a fifth); the hub pools it with the latest of the others, as federated averaging does, and answers with the pool.</para>
/// </remarks>
internal sealed class GaiaStrategy : IStrategy
{
    private readonly GaiaSettings _settings;

    public GaiaStrategy(Settings settings) => _settings = new GaiaSettings(
        settings.Number("batch", 50, 1, 1_000_000),
        settings.Number("threshold", 0.05, 0, 1e6),
        settings.Number("share", 0.0, 0, 1),
        settings.Number("growth", 0.2, 1e-3, 1e6));

    /// <inheritdoc/>
    public string Name => "gaia";

    /// <inheritdoc/>
    public IReadOnlyList<IEdge> Deploy(Deployment deployment)
    {
        var devices = Enumerable.Range(0, deployment.Devices);
        if (deployment.NewLearner() is IVectorModel)
        {
            var hub = new GaiaHub(deployment, _settings.Share > 0 ? _settings : _settings with { Share = 1.0 / deployment.Devices });
            return [.. devices.Select(device => new GaiaEdge(deployment, device, hub, _settings))];
        }

        var pool = new PoolingHub(deployment);
        return [.. devices.Select(device => new PoolingEdge(deployment, device, pool, _settings))];
    }
}

/// <summary>The settings of <see cref="GaiaStrategy"/>.</summary>
/// <param name="Batch">Samples between two looks at what has changed; above 0.</param>
/// <param name="Threshold">The relative change that is significant at first.</param>
/// <param name="Share">How much of a device's change others take; above 0, at most 1; 0: one over the number of devices.</param>
/// <param name="Growth">The relative growth in samples that makes a model without numbers significant; above 0.</param>
internal sealed record GaiaSettings(int Batch, double Threshold, double Share, double Growth)
{
    /// <summary>The relative change that is significant at a device's t-th exchange.</summary>
    public double ThresholdAt(long exchange) => Threshold / Math.Sqrt(exchange);
}
