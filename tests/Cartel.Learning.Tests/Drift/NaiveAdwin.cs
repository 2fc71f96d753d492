namespace Cartel.Learning.Tests;

/// <summary>ADWIN by its definition: keeps every value, and recomputes every mean and variance at every border.</summary>
internal sealed class NaiveAdwin(double confidence, int clock)
{
    private readonly List<List<double>> _buckets = [];
    private int _count;

    public int Width => _buckets.Sum(static bucket => bucket.Count);

    public double Mean => _buckets.SelectMany(static bucket => bucket).Average();

    /// <summary>Takes a value, and says whether the window had to be cut.</summary>
    public bool Observe(double value)
    {
        _buckets.Add([value]);
        for (var size = 1; _buckets.Count(bucket => bucket.Count == size) > 5; size *= 2)
        {
            var oldest = _buckets.FindIndex(bucket => bucket.Count == size);
            _buckets[oldest].AddRange(_buckets[oldest + 1]);
            _buckets.RemoveAt(oldest + 1);
        }

        var cut = false;
        if (++_count % clock == 0)
        {
            while (Width > 10 && Enumerable.Range(1, _buckets.Count - 1).Any(IsCut))
            {
                _buckets.RemoveAt(0);
                cut = true;
            }
        }

        return cut;
    }

    private bool IsCut(int border)
    {
        double[] older = [.. _buckets[..border].SelectMany(static bucket => bucket)];
        double[] newer = [.. _buckets[border..].SelectMany(static bucket => bucket)];
        if (older.Length <= 6 || newer.Length <= 6) return false;

        double[] all = [.. older, .. newer];
        var mean = all.Average();
        var variance = all.Average(x => (x - mean) * (x - mean));
        var log = Math.Log(2 * Math.Log(all.Length) / confidence);
        var inverse = 1.0 / (older.Length - 4) + 1.0 / (newer.Length - 4);
        return Math.Abs(older.Average() - newer.Average()) > Math.Sqrt(2 * inverse * variance * log) + 2.0 / 3 * log * inverse;
    }
}
