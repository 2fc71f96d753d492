using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Federated averaging within clusters of devices that see alike classes; a device that drifts moves to another cluster.</summary>
/// <remarks>
/// <para>After Z. Lu et al., “Collaborative learning between cloud and end devices” (Colla), SEC 2019, whose cloud clusters devices and
/// serves each cluster a model of its own, and E. Jothimurugesan, K. Hsieh, J. Wang, G. Joshi and P. B. Gibbons, “Federated learning under
/// distributed concept drift” (FedDrift), AISTATS 2023, whose devices change cluster as drift spreads.</para>
/// <para>Rounds are those of <see cref="FederatedStrategy"/> (<c>round</c>, <c>tailor</c>, <c>wait</c>, and <c>fraction</c>, here 1). With its model a device sends how often each
/// class occurred among its last 200 samples, and whether it has drifted: an error detector signalled
/// (<see cref="DriftDetectors.Default"/>), or a class came that those samples lack; they are then counted anew. A drifted device joins the cluster
/// whose members are nearest on average, or stands alone; every <c>every</c> rounds (5) all are clustered anew, by average linkage up to a
/// bias-corrected Jensen-Shannon divergence of <c>distance</c> bits (<see cref="Collaboration.JensenShannon"/>).</para>
/// <para>Deviations: clusters by class counts instead of affinity propagation on models (Colla) or the cross-loss of each cluster's model
/// on each device (FedDrift), which would send every model everywhere. What serves is the cluster's average, continued on the
/// device's own samples.</para>
/// </remarks>
internal sealed class ClusteredStrategy(Settings settings) : IStrategy
{
    private readonly FederatedSettings _rounds = FederatedSettings.From(settings, fraction: 1);
    private readonly int _every = settings.Number("every", 5, 1, 1_000_000);
    private readonly double _distance = settings.Number("distance", 0.2, 0, 1);

    /// <inheritdoc/>
    public string Name => "clustered";

    /// <inheritdoc/>
    public IReadOnlyList<IEdge> Deploy(Deployment deployment) =>
        _rounds.Deploy(deployment, new Clusters(deployment, _distance, _every), () => new ClassWatch(deployment.Schema.Classes.Count));
}
