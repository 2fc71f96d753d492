namespace Cartel.Streams;

/// <summary>Builds generators from specs.</summary>
internal static class StreamGenerators
{
    private const int DefaultCount = 20_000;
    private const int LargestCount = 10_000_000;

    public static DenseDataSet Load(DataSpec spec)
    {
        var generator = Start(spec, out var count);
        var rows = new RowBlocks(generator.Schema.Features.Count);
        var values = new float[generator.Schema.Features.Count];
        for (var i = 0; i < count; i++)
        {
            var label = generator.Next(values);
            rows.Add(values, label);
        }

        return new DenseDataSet(spec.Text, generator.Schema, new BadRows(), rows);
    }

    public static StreamGenerator Start(DataSpec spec, out int count)
    {
        var options = new SpecOptions(spec);
        var seed = options.Number("seed", 1L, long.MinValue, long.MaxValue);
        count = options.Number("count", DefaultCount, 1, LargestCount);
        StreamGenerator generator = spec.Format switch
        {
            "sea" => Sea(options, seed),
            "agrawal" => Agrawal(options, seed),
            "rbf" => Rbf(spec, options, seed),
            _ => Led(options, seed),
        };
        options.Done();
        return generator;
    }

    private static SeaGenerator Sea(SpecOptions options, long seed)
    {
        var first = options.Number("function", 1, 1, 4);
        return new SeaGenerator(options.Concepts("changes", first, 1, 4), options.Number("noise", 0.1, 0, 1), seed);
    }

    private static AgrawalGenerator Agrawal(SpecOptions options, long seed)
    {
        var first = options.Number("function", 1, 1, 10);
        var perturbation = options.Number("perturbation", 0.05, 0, 1);
        return new AgrawalGenerator(options.Concepts("changes", first, 1, 10), perturbation, seed);
    }

    private static RbfGenerator Rbf(DataSpec spec, SpecOptions options, long seed)
    {
        var classes = options.Number("classes", 6, 2, 1000);
        var features = options.Number("features", 20, 1, 10_000);
        var centroids = options.Number("centroids", classes, 2, 100_000);
        if (centroids < classes)
            throw new DataSpecException(spec.Text, $"{centroids} centroids are too few for {classes} classes: each needs one");

        return new RbfGenerator(classes, features, centroids, options.Number("speed", 0.0, 0, 1), seed);
    }

    private static LedGenerator Led(SpecOptions options, long seed)
    {
        var first = options.Number("drift", 0, 0, LedGenerator.Segments);
        var changes = options.Concepts("changes", first, 0, LedGenerator.Segments);
        return new LedGenerator(changes, options.Number("noise", 0.1, 0, 1), seed);
    }
}
