using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>The model of a device that learns on its own between exchanges, with the samples that it has not given to any yet.</summary>
/// <remarks>A model that arrives has not seen those samples: they are learned once more, on top of it. So nothing is lost while messages
/// are under way, and what serves is always the shared model, continued on the device's own newest samples.</remarks>
/// <param name="deployment">Where it runs.</param>
/// <param name="device">Its number.</param>
/// <param name="remembered">How many samples it keeps at most.</param>
/// <param name="tailored">How many of its newest samples, given or not, a shared model learns at least before it serves here.</param>
internal sealed class FederatedClient(Deployment deployment, int device, int remembered, int tailored = 0)
{
    private readonly Queue<(LabelledSample Sample, bool Erred)> _recent = new(remembered);

    // The model before the fresh samples, so that the sums of gradients that stay here count no sample twice.
    private IOnlineLearner _before = deployment.NewLearner();

    /// <summary>What serves.</summary>
    public IOnlineLearner Model { get; private set; } = deployment.NewLearner();

    /// <summary>Samples that no exchange has had yet.</summary>
    public int Fresh { get; private set; }

    /// <summary>How many of the fresh samples are of each class.</summary>
    public long[] FreshLabels()
    {
        var counts = new long[deployment.Schema.Classes.Count];
        foreach (var sample in Newest(Fresh)) counts[sample.Label]++;
        return counts;
    }

    /// <summary>Learns a sample, and keeps it.</summary>
    public void Learn(ReadOnlySpan<float> features, int label)
    {
        if (_recent.Count == remembered) _recent.Dequeue();
        _recent.Enqueue((new LabelledSample(features.ToArray(), label), Model.Predict(features).Label != label));
        Fresh = Math.Min(Fresh + 1, remembered);
        using (deployment.Training.Measure(device)) Model.Learn(features, label);
    }

    /// <summary>The model for an exchange; the samples so far are given with it.</summary>
    public SharedModel Give()
    {
        (Fresh, _before) = (0, Model.Clone());
        return SharedModel.Of(Model);
    }

    /// <summary>Goes on with a shared model, continued on the fresh samples.</summary>
    /// <remarks>One of many models (a tree) is taken only if it errs less on the samples kept than the own one did.</remarks>
    public void Take(SharedModel shared)
    {
        var candidate = shared.Take(_before);
        if (shared.IsOneOfMany && !ErrsLess(candidate)) return;

        (_before, Model) = (candidate, candidate.Clone());
        using (deployment.Training.Measure(device))
        {
            foreach (var sample in Newest(Math.Max(Fresh, tailored))) Model.Learn(sample.Features, sample.Label);
        }
    }

    private IEnumerable<LabelledSample> Newest(int count) => _recent.TakeLast(count).Select(static recent => recent.Sample);

    private bool ErrsLess(IOnlineLearner candidate) =>
        _recent.Count(recent => candidate.Predict(recent.Sample.Features).Label != recent.Sample.Label) < _recent.Count(static recent => recent.Erred);
}
