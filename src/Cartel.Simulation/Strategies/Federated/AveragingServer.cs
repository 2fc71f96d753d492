using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Draws who takes part in a round, gathers their models, and sends everyone the average of their cohort.</summary>
internal sealed class AveragingServer(Deployment deployment, IReadOnlyList<FederatedClient> clients, ICohorts cohorts, FederatedSettings settings)
{
    // Sets these draws apart from others of the same seed.
    private const long Draws = 0xFEDA;

    private readonly Dictionary<long, bool[]> _drawn = [];
    private readonly SortedDictionary<long, List<Update>> _open = [];
    private long _closed;

    /// <summary>Whether a device takes part in a round.</summary>
    public bool TakesPart(int device, long round) => DrawnIn(round)[device];

    /// <summary>A participant's report arrives.</summary>
    public void Tell(int device, ClassReport report) => cohorts.Tell(device, report);

    /// <summary>A participant's model arrives.</summary>
    public void Gather(long round, int device, SharedModel model, int samples)
    {
        if (round <= _closed) return;

        if (!_open.TryGetValue(round, out var updates))
        {
            _open.Add(round, updates = []);
            deployment.Clock.After(settings.Wait, () => Close(round));
        }

        updates.Add(new Update(device, model, samples));
        if (updates.Count == DrawnIn(round).Count(static drawn => drawn)) Close(round);
    }

    private void Close(long round)
    {
        if (round <= _closed) return;

        var updates = _open[round].OrderBy(static update => update.Device).ToList();
        foreach (var over in _open.Keys.Where(open => open <= round).ToList()) _open.Remove(over);
        foreach (var over in _drawn.Keys.Where(drawn => drawn <= round).ToList()) _drawn.Remove(over);
        _closed = round;
        cohorts.Settle(round);
        foreach (var cohort in updates.GroupBy(update => cohorts.Of(update.Device))) Send(cohort.Key, Average([.. cohort], round));
    }

    private SharedModel Average(List<Update> updates, long round)
    {
        using (deployment.Training.Measure(MeteredNetwork.Hub))
        {
            return SharedModel.Mean(
                [.. updates.Select(static update => update.Model)], [.. updates.Select(static update => (double)update.Samples)], RandomOf(round));
        }
    }

    private void Send(int cohort, SharedModel mean)
    {
        for (var device = 0; device < clients.Count; device++)
        {
            var client = clients[device];
            if (cohorts.Of(device) == cohort)
                deployment.Network.Send(MeteredNetwork.Hub, device, MessageKind.Models, mean.Bytes, () => client.Take(mean));
        }
    }

    private bool[] DrawnIn(long round)
    {
        if (_drawn.TryGetValue(round, out var drawn)) return drawn;

        var devices = Enumerable.Range(0, deployment.Devices).ToArray();
        RandomOf(round).Shuffle<int>(devices);
        _drawn[round] = drawn = new bool[devices.Length];
        foreach (var device in devices.Take((int)Math.Ceiling(settings.Fraction * devices.Length))) drawn[device] = true;
        return drawn;
    }

    private SeededRandom RandomOf(long round) => SeededRandom.For(deployment.Seed, Draws, round);

    private sealed record Update(int Device, SharedModel Model, int Samples);
}
