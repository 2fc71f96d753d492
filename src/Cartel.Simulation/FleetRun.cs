using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Simulation;

/// <summary>Lets a strategy live through a workload on virtual time: each device meets its samples one after the other.</summary>
/// <remarks>Devices meet a sample every <see cref="SamplePeriod"/>, spread evenly within it, so that no two act at the same instant.</remarks>
public sealed class FleetRun
{
    /// <summary>A sample every 100 ms.</summary>
    public static readonly TimeSpan SamplePeriod = TimeSpan.FromMilliseconds(100);

    private readonly VirtualClock _clock;
    private readonly IReadOnlyList<IEdge> _edges;
    private readonly WorkloadSource[] _sources;
    private readonly OneHotEncoder[] _encoders;
    private readonly Sample _sample;
    private readonly float[] _features;

    /// <summary>Prepares a run.</summary>
    /// <exception cref="WorkloadException">The workload does not fit the data.</exception>
    public FleetRun(Workload workload, IDataSet data, string learner, IStrategy strategy, LinkSettings link, TimeProvider time)
    {
        var devices = workload.Agents.Count;
        _clock = new VirtualClock();
        Network = new MeteredNetwork(_clock, devices, link, workload.Seed);
        (Training, Journal) = (new TrainingMeter(devices, time), new Journal());
        _sources = [.. workload.Agents.Select(agent => new WorkloadSource(data, workload, agent.Name))];
        _encoders = [.. _sources.Select(source => new OneHotEncoder(source.Schema))];
        (_sample, _features) = (new Sample(data.Schema.Features.Count), new float[data.Schema.EncodedLength]);
        _edges = strategy.Deploy(new Deployment(data.Schema, learner, devices, _clock, Network, Training, Journal, workload.Seed));
    }

    /// <summary>What crossed the network.</summary>
    public MeteredNetwork Network { get; }

    /// <summary>Time spent in learning.</summary>
    public TrainingMeter Training { get; }

    /// <summary>What happened.</summary>
    public Journal Journal { get; }

    /// <summary>The devices.</summary>
    public IReadOnlyList<IEdge> Edges => _edges;

    /// <summary>Runs to the end of all streams.</summary>
    /// <param name="seen">Called for each labelled sample, after the prediction and before it is learned.</param>
    public void Run(Action<int, long, int, int> seen)
    {
        for (var device = 0; device < _edges.Count; device++)
        {
            var mine = device;
            _clock.After(SamplePeriod * ((device + 1.0) / _edges.Count), () => Meet(mine, seen));
        }

        while (_clock.Step())
        {
        }
    }

    private void Meet(int device, Action<int, long, int, int> seen)
    {
        var position = _sources[device].Position;
        if (!_sources[device].TryRead(_sample)) return;

        _encoders[device].Observe(_sample.Values);
        _encoders[device].Encode(_sample.Values, _features);
        seen(device, position, _sample.Label, _edges[device].Predict(_features));
        _edges[device].Observe(_features, _sample.Label);
        _clock.After(SamplePeriod, () => Meet(device, seen));
    }
}
