using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>The model of a device that learns on its own between exchanges, with the samples that it has not given to any yet.</summary>
/// <remarks>A model that arrives has not seen those samples: they are learned once more, on top of it. So nothing is lost while messages
/// are under way, and what serves is always the shared model, continued on the device's own newest samples.</remarks>
/// <param name="deployment">Where it runs.</param>
/// <param name="device">Its number.</param>
/// <param name="remembered">How many samples it keeps at most.</param>
internal sealed class FederatedClient(Deployment deployment, int device, int remembered)
{
    private readonly List<(LabelledSample Sample, bool Erred)> _fresh = [];

    /// <summary>What serves.</summary>
    public IOnlineLearner Model { get; private set; } = deployment.NewLearner();

    /// <summary>Samples that no exchange has had yet.</summary>
    public int Fresh => _fresh.Count;

    /// <summary>How many of them are of each class.</summary>
    public long[] FreshLabels()
    {
        var counts = new long[deployment.Schema.Classes.Count];
        foreach (var (sample, _) in _fresh) counts[sample.Label]++;
        return counts;
    }

    /// <summary>Learns a sample, and keeps it.</summary>
    public void Learn(ReadOnlySpan<float> features, int label)
    {
        if (_fresh.Count == remembered) _fresh.RemoveAt(0);
        _fresh.Add((new LabelledSample(features.ToArray(), label), Model.Predict(features).Label != label));
        using (deployment.Training.Measure(device)) Model.Learn(features, label);
    }

    /// <summary>The model for an exchange; the samples so far are given with it.</summary>
    public SharedModel Give()
    {
        _fresh.Clear();
        return SharedModel.Of(Model);
    }

    /// <summary>Goes on with a shared model, continued on the fresh samples.</summary>
    /// <remarks>One of many models (a tree) is taken only if it errs less on them than the own one did.</remarks>
    public void Take(SharedModel shared)
    {
        var candidate = shared.Take(Model);
        if (shared.IsOneOfMany && _fresh.Count(fresh => candidate.Predict(fresh.Sample.Features).Label != fresh.Sample.Label) >= _fresh.Count(fresh => fresh.Erred)) return;

        Model = candidate;
        using (deployment.Training.Measure(device))
        {
            foreach (var (sample, _) in _fresh) Model.Learn(sample.Features, sample.Label);
        }
    }
}
