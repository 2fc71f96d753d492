namespace Cartel.Registry.Telemetry;

/// <summary>The values of at most four labels: what tells one series of a metric from another.</summary>
internal readonly record struct LabelValues(object? First, object? Second, object? Third, object? Fourth)
{
    /// <summary>How many labels there may be.</summary>
    public const int Most = 4;

    /// <summary>Picks the values of some tags, in the order of their names; null where there is none.</summary>
    public static LabelValues Of(ReadOnlySpan<KeyValuePair<string, object?>> tags, IReadOnlyList<string> names)
    {
        if (names.Count == 0) return default;

        return new LabelValues(ValueOf(tags, names, 0), ValueOf(tags, names, 1), ValueOf(tags, names, 2), ValueOf(tags, names, 3));
    }

    /// <summary>The value of one label, by its place.</summary>
    public object? this[int place] => place switch { 0 => First, 1 => Second, 2 => Third, _ => Fourth };

    private static object? ValueOf(ReadOnlySpan<KeyValuePair<string, object?>> tags, IReadOnlyList<string> names, int place)
    {
        if (place >= names.Count) return null;

        foreach (var tag in tags)
        {
            if (tag.Key == names[place]) return tag.Value;
        }

        return null;
    }
}

/// <summary>One series: a sum, a last value, or a histogram. Thread-safe.</summary>
internal sealed class Series(double[] bounds)
{
    private readonly Lock _one = new();
    private readonly long[] _buckets = new long[bounds.Length + 1];
    private double _value;
    private long _count;

    /// <summary>Adds to the sum.</summary>
    public void Add(double value)
    {
        lock (_one) _value += value;
    }

    /// <summary>Replaces the value.</summary>
    public void Set(double value)
    {
        lock (_one) _value = value;
    }

    /// <summary>Adds one observation to the histogram.</summary>
    public void Observe(double value)
    {
        var bucket = Array.BinarySearch(bounds, value);
        lock (_one)
        {
            _buckets[bucket >= 0 ? bucket : ~bucket]++;
            _count++;
            _value += value;
        }
    }

    /// <summary>All of it at one instant: the sum or value, how many observations, and how many in each bucket.</summary>
    public (double Value, long Count, long[] Buckets) Read()
    {
        lock (_one) return (_value, _count, [.. _buckets]);
    }
}
