using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Simulation;

/// <summary>Lets a strategy live through a workload on virtual time: each device meets its samples one after the other.</summary>
/// <remarks>Devices meet a sample every <see cref="SamplePeriod"/>, spread evenly within it, so that no two act at the same instant;
/// late labels, stretches without network, slower and later devices are as the workload has them.</remarks>
public sealed class FleetRun
{
    /// <summary>A sample every 100 ms.</summary>
    public static readonly TimeSpan SamplePeriod = TimeSpan.FromMilliseconds(100);

    private readonly FleetSamples _samples;
    private readonly IReadOnlyList<IEdge> _edges;
    private readonly DelayedLabels?[] _late;
    private readonly int[] _positions;

    /// <summary>Prepares a run.</summary>
    /// <exception cref="WorkloadException">The workload does not fit the data.</exception>
    public FleetRun(Workload workload, IDataSet data, string learner, IStrategy strategy, LinkSettings link, TimeProvider time)
        : this(new FleetSamples(workload, data), learner, strategy, link, time)
    {
    }

    /// <summary>Prepares a run on samples that other strategies live through too.</summary>
    public FleetRun(FleetSamples samples, string learner, IStrategy strategy, LinkSettings link, TimeProvider time)
    {
        _samples = samples;
        var (agents, seed) = (samples.Workload.Agents, samples.Workload.Seed);
        Clock = new VirtualClock();
        Network = new MeteredNetwork(Clock, agents.Count, link, seed);
        (Training, Journal) = (new TrainingMeter(agents.Count, time), new Journal());
        _late = [.. agents.Select(agent => agent.LabelDelay is > 0 and var delay ? new DelayedLabels(delay, samples.Schema.EncodedLength) : null)];
        _positions = new int[agents.Count];
        _edges = strategy.Deploy(new Deployment(samples.Schema, learner, agents.Count, Clock, Network, Training, Journal, seed)
        {
            FaultOf = device => Faults.Of(agents[device].Fault),
            HeldOut = device => samples.HeldOut(device, _positions[device]),
        });
    }

    /// <summary>Virtual time.</summary>
    public VirtualClock Clock { get; }

    /// <summary>What crossed the network.</summary>
    public MeteredNetwork Network { get; }

    /// <summary>Time spent in learning.</summary>
    public TrainingMeter Training { get; }

    /// <summary>What happened.</summary>
    public Journal Journal { get; }

    /// <summary>The devices.</summary>
    public IReadOnlyList<IEdge> Edges => _edges;

    /// <summary>Runs to the end of all streams.</summary>
    /// <param name="seen">Called for each sample with device, its number there, label and prediction: after the prediction, before
    /// anything is learned.</param>
    public void Run(Action<int, long, int, int> seen)
    {
        for (var device = 0; device < _edges.Count; device++)
        {
            var mine = device;
            var starts = (_samples.Workload.Agents[device].StartsAfter ?? 0) + ((device + 1.0) / _edges.Count);
            Clock.After(SamplePeriod * starts, () => Meet(mine, 0, seen));
        }

        while (Clock.Step())
        {
        }
    }

    private void Meet(int device, int position, Action<int, long, int, int> seen)
    {
        if (position == _samples.Of(device).Count)
        {
            _late[device]?.Finish();
            LearnWhatIsDue(device);
            _edges[device].End();
            return;
        }

        _positions[device] = position;
        var agent = _samples.Workload.Agents[device];
        if (agent.Offline is { } stretches)
            Network.SetOnline(device, !stretches.Any(stretch => position >= stretch.From && position < stretch.To));

        var (features, label) = _samples.Of(device)[position];
        if (position == 0) _edges[device].Begin();
        var predicted = PredictToLearn(device, features);
        seen(device, position, label, predicted);
        if (_late[device] is { } late)
        {
            late.Add(features, label, predicted);
            LearnWhatIsDue(device);
        }
        else
        {
            _edges[device].Observe(features, label);
        }

        Clock.After(SamplePeriod * (agent.Period ?? 1), () => Meet(device, position + 1, seen));
    }

    // A learner that has just predicted a sample learns it without another pass forward. A hub has to make that pass, and is
    // measured with it; so is a device.
    private int PredictToLearn(int device, ReadOnlySpan<float> features)
    {
        using (Training.Measure(device)) return _edges[device].Predict(features);
    }

    private void LearnWhatIsDue(int device)
    {
        while (_late[device] is { } late && late.TryTake(out var due)) _edges[device].Observe(due.Features, due.Label);
    }
}
