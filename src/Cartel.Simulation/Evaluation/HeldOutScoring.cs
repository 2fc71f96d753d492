using Cartel.Streams;

namespace Cartel.Simulation;

/// <summary>Scores the devices of a run on held-out samples: densely after a change, until it has recovered, and now and then elsewhere.</summary>
internal sealed class HeldOutScoring
{
    /// <summary>Samples between points of the curve.</summary>
    public const int CurveEvery = 50;

    private readonly FleetSamples _samples;
    private readonly FleetRun _run;
    private readonly ReferenceCurve _reference;
    private readonly bool _isReference;
    private readonly Queue<long>[] _changes;
    private readonly HashSet<long>[] _ends;
    private readonly RecoveryMeter?[] _meters;
    private readonly double[] _latest;
    private readonly List<CurvePoint> _curve = [];
    private readonly List<Recovery> _recoveries = [];

    public HeldOutScoring(FleetSamples samples, FleetRun run, ReferenceCurve reference, bool isReference)
    {
        (_samples, _run, _reference, _isReference) = (samples, run, reference, isReference);
        _changes = [.. samples.Workload.Agents.Select(static agent => new Queue<long>(ChangesOf(agent)))];
        _ends = [.. samples.Workload.Agents.Select(static agent => EndsOf(agent).ToHashSet())];
        (_meters, _latest) = (new RecoveryMeter?[_changes.Length], new double[_changes.Length]);
    }

    /// <summary>In the order of changes, per device.</summary>
    public IReadOnlyList<Recovery> Recoveries => [.. _recoveries.OrderBy(static recovery => recovery.Device).ThenBy(static recovery => recovery.Change)];

    /// <summary>Over the first device's time.</summary>
    public IReadOnlyList<CurvePoint> Curve => _curve;

    /// <summary>The devices that are judged.</summary>
    public IEnumerable<int> Honest => Enumerable.Range(0, _changes.Length).Where(device => _samples.Workload.Agents[device].Fault is null);

    /// <summary>The samples at which an honest agent's distribution changes; a later start is a change at 0.</summary>
    public static IEnumerable<long> ChangesOf(WorkloadAgent agent)
    {
        if (agent.Fault is not null) yield break;

        if (agent.StartsAfter > 0) yield return 0;
        for (var i = 1; i < agent.Phases.Count; i++)
        {
            if (agent.Phases[i].IsChangeAfter(agent.Phases[i - 1])) yield return agent.Phases[i].FromSample;
        }
    }

    /// <summary>To be called before a device learns a sample, and once more, with their number, after all of them.</summary>
    public void Before(int device, long sample)
    {
        if (_ends[device].Contains(sample)) Close(device, sample);
        if (_changes[device].TryPeek(out var change) && change == sample)
        {
            Close(device, sample);
            _changes[device].Dequeue();
            _meters[device] = new RecoveryMeter(change);
        }

        var meter = _meters[device];
        var isCurve = sample % CurveEvery == 0;
        if (meter is null ? isCurve : IsCheck(meter, sample)) Score(device, sample);
        if (device == 0 && isCurve)
            _curve.Add(new CurvePoint(sample, Honest.Average(honest => _latest[honest]), _run.Network.Bytes.Total));
        if (sample == _samples.Of(device).Count) Close(device, sample);
    }

    /// <summary>Held-out accuracy of a device now.</summary>
    public double Accuracy(int device, long sample)
    {
        var slice = _samples.HeldOut(device, sample);
        var right = 0;
        foreach (var (features, label) in slice)
        {
            if (_run.Edges[device].Predict(features) == label) right++;
        }

        return (double)right / slice.Count;
    }

    private static IEnumerable<long> EndsOf(WorkloadAgent agent) =>
        Enumerable.Range(1, agent.Phases.Count - 1).Where(i => agent.Phases[i].IsEndOf(agent.Phases[i - 1])).Select(i => agent.Phases[i].FromSample);

    // The reference's curve is needed wherever another strategy may be checked. Checks after recovery keep the regret's area.
    private bool IsCheck(RecoveryMeter meter, long sample) =>
        _isReference ? meter.IsCheck(sample) : meter.IsDue(sample) || (sample - meter.Change) % CurveEvery == 0;

    private void Score(int device, long sample)
    {
        var accuracy = _latest[device] = Accuracy(device, sample);
        if (_meters[device] is not { } meter) return;

        if (_isReference) _reference.Add(device, sample, accuracy);
        else meter.Check(sample, accuracy, _reference[device, sample]);
    }

    private void Close(int device, long sample)
    {
        if (_meters[device] is { } meter) _recoveries.Add(new Recovery(device, meter.Change, meter.Samples, meter.Regret, sample - meter.Change));
        _meters[device] = null;
    }
}
