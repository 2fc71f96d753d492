namespace Cartel.Simulation;

/// <summary>Keeps the latest model of each device, and pools them: for learners without numbers.</summary>
internal sealed class PoolingHub(Deployment deployment)
{
    // Sets these draws apart from others of the same seed.
    private const long Draws = 0x6A1A;

    private readonly (SharedModel Model, long Samples)?[] _latest = new (SharedModel, long)?[deployment.Devices];

    /// <summary>A device's model arrives; the answer is the pool of all.</summary>
    public void Exchange(int device, SharedModel model, long samples, Action<SharedModel> answer)
    {
        _latest[device] = (model, samples);
        var known = _latest.Where(static latest => latest is not null).Select(static latest => latest!.Value).ToList();
        SharedModel pool;
        using (deployment.Training.Measure(MeteredNetwork.Hub))
        {
            pool = SharedModel.Mean(
                [.. known.Select(static latest => latest.Model)], [.. known.Select(static latest => (double)latest.Samples)],
                Learning.SeededRandom.For(deployment.Seed, Draws, device, samples));
        }

        deployment.Network.Send(MeteredNetwork.Hub, device, MessageKind.Models, pool.Bytes, () => answer(pool));
    }
}
