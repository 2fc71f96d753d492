namespace Cartel.Learning;

/// <summary>What a network remembers of a class's samples: a few cluster means with the spread of each, in raw units.</summary>
/// <remarks>
/// Online k-means: a sample goes to the nearest mean, in scaled units. The first <see cref="Together"/> samples form one
/// cluster; the others split off from it, half a deviation away, so that each is the mean of many samples.
/// </remarks>
internal sealed class Prototypes(int length)
{
    /// <summary>The most clusters of a class.</summary>
    public const int Most = 4;

    private const int Together = 32;

    private readonly List<(ClassSketch Sketch, long Count)> _clusters = new(Most);

    public int Count => _clusters.Count;

    public (ClassSketch Sketch, long Count) this[int cluster] => _clusters[cluster];

    public long Bytes => _clusters.Count * (ClassSketch.BytesOf(length) + 8);

    public void Add(ClassSketch sketch, long count) => _clusters.Add((sketch, count));

    /// <summary>Takes one sample of the class, in whole vectors.</summary>
    public void Observe(float[] raw, FeatureScaling scaling)
    {
        if (_clusters.Count == 0) Add(new ClassSketch(length), 0);
        if (_clusters.Count == 1 && _clusters[0].Count >= Together) Split();
        var nearest = Nearest(raw, scaling);
        var (sketch, count) = _clusters[nearest];
        _clusters[nearest] = (sketch, count + 1);
        sketch.Observe(raw, count + 1);
    }

    /// <summary>Draws a sample as the clusters remember them.</summary>
    public void Draw(Random random, Span<float> features)
    {
        var total = 0L;
        foreach (var (_, count) in _clusters) total += count;
        var at = random.NextInt64(total);
        var chosen = 0;
        while (at >= _clusters[chosen].Count) at -= _clusters[chosen++].Count;
        _clusters[chosen].Sketch.Draw(random, features);
    }

    /// <summary>The clusters of both; where they are too many, those with the most samples.</summary>
    public static Prototypes Pooled(Prototypes one, Prototypes other, int length)
    {
        var pooled = new Prototypes(length);
        foreach (var (sketch, count) in one._clusters.Concat(other._clusters).OrderByDescending(static cluster => cluster.Count).Take(Most))
            pooled.Add(sketch.Clone(), count);

        return pooled;
    }

    public Prototypes Clone()
    {
        var copy = new Prototypes(length);
        foreach (var (sketch, count) in _clusters) copy.Add(sketch.Clone(), count);
        return copy;
    }

    private int Nearest(float[] raw, FeatureScaling scaling)
    {
        var (best, least) = (0, float.PositiveInfinity);
        for (var i = 0; i < _clusters.Count && _clusters.Count > 1; i++)
        {
            var distance = scaling.SquaredDistance(raw, _clusters[i].Sketch.PaddedMeans);
            if (distance < least) (best, least) = (i, distance);
        }

        return best;
    }

    // Each new mean has signs of its own; the last few samples move it soon.
    private void Split()
    {
        var (first, count) = _clusters[0];
        _clusters[0] = (first, count / Most);
        for (var i = 1; i < Most; i++)
        {
            var sketch = first.Clone();
            for (var j = 0; j < length; j++)
            {
                var up = (((j + 1) * 0x9E3779B1L) >> (10 + i) & 1) == 0;
                var moved = sketch.Means[j] + ((up ? 0.5f : -0.5f) * MathF.Sqrt(sketch.Variances[j]));
                if (float.IsFinite(moved)) sketch.Means[j] = moved;
            }

            Add(sketch, count / Most);
        }
    }
}
