using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>The rounds of federated averaging.</summary>
/// <param name="Round">Samples of a device in a round; above 0.</param>
/// <param name="Fraction">The share of devices that take part; in (0, 1].</param>
/// <param name="Tailor">How many of its newest samples a device teaches the average before it serves; 0 to <paramref name="Round"/>.</param>
/// <param name="Wait">How long a round waits for the others after the first model came.</param>
internal sealed record FederatedSettings(int Round, double Fraction, int Tailor, TimeSpan Wait)
{
    /// <summary>Takes <c>round</c> (100), <c>fraction</c>, <c>tailor</c> (100, at most a round) and <c>wait</c> (5, in seconds) from a strategy's settings.</summary>
    public static FederatedSettings From(Settings settings, double fraction)
    {
        var round = settings.Number("round", 100, 1, 1_000_000);
        return new FederatedSettings(
            round,
            settings.Number("fraction", fraction, 1e-4, 1),
            settings.Number("tailor", Math.Min(100, round), 0, round),
            TimeSpan.FromSeconds(settings.Number("wait", 5.0, 0.1, 3600)));
    }

    /// <summary>Puts devices and server in place.</summary>
    /// <param name="deployment">Where.</param>
    /// <param name="cohorts">Who is averaged with whom.</param>
    /// <param name="watch">Makes what writes a device's reports; null: there are none.</param>
    public IReadOnlyList<IEdge> Deploy(Deployment deployment, ICohorts cohorts, Func<ClassWatch>? watch)
    {
        var clients = Enumerable.Range(0, deployment.Devices).Select(device => new FederatedClient(deployment, device, Round, Tailor)).ToList();
        var server = new AveragingServer(deployment, clients, cohorts, this);
        return [.. clients.Select((client, device) => new FederatedEdge(deployment, device, client, server, Round, watch?.Invoke()))];
    }
}
