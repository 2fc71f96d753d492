using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Simulation;

/// <summary>Everything that the devices of a workload will meet, encoded once and lived through by every strategy.</summary>
/// <remarks>Rows without a missing value are encoded once a data set, however many devices meet them. Not thread-safe.</remarks>
public sealed class FleetSamples
{
    /// <summary>Rows of a held-out slice.</summary>
    public const int SliceRows = 300;

    private readonly IDataSet _data;
    private readonly IReadOnlyList<WorkloadSource> _sources;
    private readonly OneHotEncoder[] _encoders;
    private readonly FleetSample[][] _samples;
    private readonly Dictionary<int, float[]> _rows = [];
    private readonly Dictionary<(int Device, long Phase), IReadOnlyList<FleetSample>> _slices = [];

    /// <summary>Draws and encodes the samples of all devices.</summary>
    /// <exception cref="WorkloadException">The workload does not fit the data.</exception>
    public FleetSamples(Workload workload, IDataSet data)
    {
        (Workload, _data) = (workload, data);
        _sources = WorkloadSource.OpenAll(data, workload);
        _encoders = [.. _sources.Select(_ => new OneHotEncoder(data.Schema))];
        _samples = [.. _sources.Select((_, device) => Record(device))];
    }

    /// <summary>What the devices live through.</summary>
    public Workload Workload { get; }

    /// <summary>Columns and classes.</summary>
    public FeatureSchema Schema => _data.Schema;

    /// <summary>A device's samples, in order.</summary>
    public IReadOnlyList<FleetSample> Of(int device) => _samples[device];

    /// <summary>How many of a device's samples were rows that it had met before.</summary>
    public long Recycled(int device) => _sources[device].Recycled;

    /// <summary>A test set for a device's distribution at a position: rows that nobody is given, the same throughout a phase.</summary>
    public IReadOnlyList<FleetSample> HeldOut(int device, long position)
    {
        var source = _sources[device];
        var phase = source.PhaseStart(position);
        if (_slices.TryGetValue((device, phase), out var slice)) return slice;

        var sample = new Sample(Schema.Features.Count);
        var encoded = new List<FleetSample>();
        foreach (var row in source.HeldOut(position, SliceRows))
        {
            source.Read(position, row, sample);
            encoded.Add(Encode(device, row, sample, position));
        }

        return _slices[(device, phase)] = encoded;
    }

    private FleetSample[] Record(int device)
    {
        var source = _sources[device];
        var sample = new Sample(Schema.Features.Count);
        var samples = new FleetSample[source.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            _ = source.TryRead(sample);
            _encoders[device].Observe(sample.Values);
            samples[i] = Encode(device, source.Row, sample, i);
        }

        return samples;
    }

    private FleetSample Encode(int device, int row, Sample sample, long position)
    {
        if (!_sources[device].KeepsValues(position) || sample.Values.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            return new FleetSample(Encoded(device, sample), sample.Label);

        if (!_rows.TryGetValue(row, out var features)) _rows[row] = features = Encoded(device, sample);
        return new FleetSample(features, sample.Label);
    }

    private float[] Encoded(int device, Sample sample)
    {
        var features = new float[Schema.EncodedLength];
        _encoders[device].Encode(sample.Values, features);
        return features;
    }
}

/// <summary>A labelled sample as learners take it; its features are shared: not to be written.</summary>
public readonly record struct FleetSample(float[] Features, int Label);
