using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Federated averaging with partial participation.</summary>
/// <remarks>
/// <para>B. McMahan, E. Moore, D. Ramage, S. Hampson and B. Agüera y Arcas, “Communication-efficient learning of deep networks from
/// decentralized data”, AISTATS 2017. A round is <c>round</c> samples of each device (100). At its end a share of the devices, <c>fraction</c>
/// (0.5), drawn anew each round and known to all by the seed, send their models; the hub averages them by the samples that
/// each has learned since it last took part, and sends the average to every device.</para>
/// <para>As a stream never waits, devices go on learning while models are under way, and what serves is the last average continued
/// on the device's own samples since, at least on its newest <c>tailor</c> (100) (<see cref="FederatedClient"/>): the local fine-tuning that
/// serves uneven data better than the plain average, up to a point of accuracy in what was tried.
/// A round ends when all who are to take part have sent, or <c>wait</c> seconds (5) after the first; who is later is dropped.</para>
/// <para>Averages: weights of scaled features, and the sums that scale them; sums of naive Bayes; forests pool their trees; of single trees one is drawn by weight, and a device
/// takes it where it errs less (<see cref="SharedModel"/>).</para>
/// </remarks>
internal sealed class FederatedStrategy(Settings settings) : IStrategy
{
    private readonly FederatedSettings _rounds = FederatedSettings.From(settings, fraction: 0.5);

    /// <inheritdoc/>
    public string Name => "fedavg";

    /// <inheritdoc/>
    public IReadOnlyList<IEdge> Deploy(Deployment deployment) => _rounds.Deploy(deployment, new OneCohort(), watch: null);
}
