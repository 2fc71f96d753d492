using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Cartel.Registry.Telemetry;

/// <summary>What Prometheus knows of a metric.</summary>
internal enum MetricKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts observations by size.</summary>
    Histogram,
}

/// <summary>One instrument with its series, of which there are at most <see cref="MostSeries"/>: what is beyond has one series together,
/// with the label <c>overflow</c>, so that no client can fill the memory with names.</summary>
internal sealed class Metric
{
    /// <summary>The most series of one metric.</summary>
    public const int MostSeries = 1_000;

    // What a request, a call to a store or a pause takes, in seconds.
    private static readonly double[] Seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<LabelValues, Series> _series = new();
    private readonly Instrument _instrument;
    private readonly bool _adds;

    public Metric(Instrument instrument, IReadOnlyList<string> labels)
    {
        (_instrument, Labels) = (instrument, labels);
        var type = instrument.GetType().GetGenericTypeDefinition();
        IsObserved = instrument.IsObservable;
        _adds = type == typeof(Counter<>) || type == typeof(UpDownCounter<>);
        Kind = type == typeof(Histogram<>) ? MetricKind.Histogram : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter : MetricKind.Gauge;
        Bounds = Kind is MetricKind.Histogram ? Seconds : [];
    }

    /// <summary>Its name, as the meter has it.</summary>
    public string Name => _instrument.Name;

    /// <summary>Its unit, as in UCUM; null: none.</summary>
    public string? Unit => _instrument.Unit;

    /// <summary>What it says.</summary>
    public string Help => _instrument.Description ?? "";

    /// <summary>What it is.</summary>
    public MetricKind Kind { get; }

    /// <summary>The names of its labels, as the meter has them.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The upper bounds of a histogram's buckets, without infinity.</summary>
    public double[] Bounds { get; }

    /// <summary>Whether it is looked at only when somebody asks.</summary>
    public bool IsObserved { get; }

    /// <summary>Its series; of that which is too much, the labels are null.</summary>
    public IEnumerable<(LabelValues? Labels, Series Series)> Series => _overflow is { } rest
        ? _series.Select(static one => ((LabelValues?)one.Key, one.Value)).Append((null, rest))
        : _series.Select(static one => ((LabelValues?)one.Key, one.Value));

    private Series? _overflow;

    /// <summary>Forgets the series: what is looked at now and is not there any more must not be told.</summary>
    public void Clear() => _series.Clear();

    /// <summary>Takes a measurement.</summary>
    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = SeriesOf(LabelValues.Of(tags, Labels));
        if (Kind is MetricKind.Histogram) series.Observe(value);
        else if (_adds) series.Add(value);
        else series.Set(value);
    }

    private Series SeriesOf(LabelValues labels)
    {
        if (_series.TryGetValue(labels, out var known)) return known;
        if (_series.Count < MostSeries) return _series.GetOrAdd(labels, static (_, bounds) => new Series(bounds), Bounds);

        return LazyInitializer.EnsureInitialized(ref _overflow, () => new Series(Bounds));
    }
}
