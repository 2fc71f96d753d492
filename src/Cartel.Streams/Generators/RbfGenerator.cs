using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Random radial basis functions: samples scatter around centroids that have a class and may move.</summary>
/// <remarks>
/// <para>
/// A centroid has a centre in [0, 1]ᵈ, a spread σ in [0, 1) and a weight in [0, 1), all uniform. A sample picks a centroid by
/// weight and lies at centre + σ·g·u, with g standard normal and u a random direction. Before each sample every centroid moves by
/// <c>speed</c> along its own direction and turns back at the faces of the cube.
/// </para>
/// <para>
/// RandomRBFGeneratorDrift of MOA (A. Bifet et al., “MOA: Massive Online Analysis”, JMLR 11, 2010). Deviation: centroid i has class
/// i mod classes instead of a random one, so that every class exists.
/// </para>
/// </remarks>
internal sealed class RbfGenerator : StreamGenerator
{
    private readonly SeededRandom _random;
    private readonly Centroid[] _centroids;
    private readonly double _totalWeight;
    private readonly double _speed;
    private readonly int _classes;
    private readonly double[] _direction;

    public RbfGenerator(int classes, int features, int centroids, double speed, long seed)
        : base(new FeatureSchema(
            [.. Enumerable.Range(0, features).Select(static i => Feature.Numeric($"x{i}"))],
            [.. Enumerable.Range(0, classes).Select(static i => $"{i}")]))
    {
        var model = SeededRandom.For(seed, StableHash.Of("rbf centroids"));
        _random = SeededRandom.For(seed, StableHash.Of("rbf samples"));
        _centroids = [.. Enumerable.Range(0, centroids).Select(_ => Centroid.Draw(model, features))];
        _totalWeight = _centroids.Sum(static centroid => centroid.Weight);
        _speed = speed;
        _classes = classes;
        _direction = new double[features];
    }

    public override int Next(Span<float> values)
    {
        if (_speed > 0) foreach (var centroid in _centroids) centroid.Move(_speed);

        var chosen = Choose();
        var from = _centroids[chosen];
        var length = DrawDirection();
        var scale = from.Spread * _random.NextGaussian() / length;
        for (var i = 0; i < values.Length; i++) values[i] = (float)(from.Centre[i] + scale * _direction[i]);
        return chosen % _classes;
    }

    private int Choose()
    {
        var left = _random.NextDouble() * _totalWeight;
        var chosen = 0;
        while (chosen < _centroids.Length - 1 && (left -= _centroids[chosen].Weight) >= 0) chosen++;
        return chosen;
    }

    private double DrawDirection()
    {
        var square = 0.0;
        while (square == 0)
        {
            for (var i = 0; i < _direction.Length; i++)
            {
                _direction[i] = 2 * _random.NextDouble() - 1;
                square += _direction[i] * _direction[i];
            }
        }

        return Math.Sqrt(square);
    }

    private sealed record Centroid(double[] Centre, double[] Heading, double Spread, double Weight)
    {
        public static Centroid Draw(SeededRandom random, int features)
        {
            var centre = Uniform(random, features);
            var heading = Uniform(random, features);
            var length = Math.Sqrt(heading.Sum(static x => x * x));
            for (var i = 0; i < features; i++) heading[i] /= length;
            return new Centroid(centre, heading, random.NextDouble(), random.NextDouble());
        }

        public void Move(double speed)
        {
            for (var i = 0; i < Centre.Length; i++)
            {
                var moved = Centre[i] + speed * Heading[i];
                Centre[i] = Math.Clamp(moved, 0, 1);
                if (moved is < 0 or > 1) Heading[i] = -Heading[i];
            }
        }

        private static double[] Uniform(SeededRandom random, int count)
        {
            var values = new double[count];
            for (var i = 0; i < count; i++) values[i] = random.NextDouble();
            return values;
        }
    }
}
