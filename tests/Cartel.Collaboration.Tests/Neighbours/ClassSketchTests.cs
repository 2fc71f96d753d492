using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

public sealed class ClassSketchTests
{
    private const int Features = 40;

    // scipy.integrate.quad(lambda x: (sqrt(norm.pdf(x, m, s)) - sqrt(norm.pdf(x, n, t)))**2 / 2, -inf, inf) has the same values.
    [TestCase(0, 1, 0, 1, 0.0)]
    [TestCase(0, 1, 1, 1, 0.117503, Description = "1 − exp(−1/8)")]
    [TestCase(0, 1, 0, 2, 0.105573, Description = "1 − √0.8")]
    [TestCase(0, 1, 20, 1, 1.0)]
    public void The_distance_is_that_of_normal_distributions(double mean, double deviation, double otherMean, double otherDeviation, double expected)
    {
        Assert.That(ClassSketch.Distance(Sketch(mean, deviation), Sketch(otherMean, otherDeviation)), Is.EqualTo(expected).Within(1e-6));
        Assert.That(Integrated(mean, deviation, otherMean, otherDeviation), Is.EqualTo(expected).Within(1e-5), "by its definition, summed");
    }

    [Test]
    public void A_class_that_never_varies_is_like_itself_and_unlike_another()
    {
        Assert.That(ClassSketch.Distance(Sketch(2, 0), Sketch(2, 0)), Is.Zero.Within(1e-12));
        Assert.That(ClassSketch.Distance(Sketch(2, 0), Sketch(3, 0)), Is.EqualTo(1).Within(1e-6));
    }

    [Test]
    public void Bytes_that_are_no_sketch_are_known()
    {
        var bad = Sketch(double.MaxValue, 1);
        bad[1] |= 0x7C; // the exponent of infinity and NaN

        Assert.That(ClassSketch.IsValid(Sketch(1, 1)), Is.True);
        Assert.That(ClassSketch.IsValid(bad), Is.False);
        Assert.That(ClassSketch.IsValid(Sketch(1, -1)), Is.False);
        Assert.That(ClassSketch.IsValid(new byte[ClassSketch.Bytes - 1]), Is.False);
    }

    [Test]
    public void Two_agents_with_the_same_classes_sketch_them_alike_and_others_apart([Range(1, 5)] int seed)
    {
        var one = Sketches(seed, 0, 1);
        var other = Sketches(seed + 100, 0, 1);

        Assert.That(ClassSketch.Distance(one[0]!, other[0]!), Is.LessThan(0.05));
        Assert.That(ClassSketch.Distance(one[1]!, other[1]!), Is.LessThan(0.05));
        Assert.That(ClassSketch.Distance(one[0]!, other[1]!), Is.GreaterThan(0.25));
        Assert.That(one[2], Is.Null, "it has seen none of it");
    }

    [Test]
    public void A_sketch_follows_a_concept_that_changes()
    {
        var sketcher = new ClassSketcher(Features, 3);
        Feed(sketcher, seed: 1, concept: 0, label: 0, samples: 500);
        Feed(sketcher, seed: 2, concept: 1, label: 0, samples: 500);

        Assert.That(ClassSketch.Distance(sketcher.Sketches()[0]!, Sketches(9, 1, 0)[0]!), Is.LessThan(0.1));
    }

    internal static IReadOnlyList<byte[]?> Sketches(int seed, params int[] conceptOfLabel)
    {
        var sketcher = new ClassSketcher(Features, 3);
        for (var label = 0; label < conceptOfLabel.Length; label++) Feed(sketcher, seed * 10 + label, conceptOfLabel[label], label, 300);
        return sketcher.Sketches();
    }

    private static void Feed(ClassSketcher sketcher, int seed, int concept, int label, int samples)
    {
        var random = new SeededRandom(seed);
        var features = new float[Features];
        for (var n = 0; n < samples; n++)
        {
            // Each concept has its own half of the columns raised.
            for (var i = 0; i < Features; i++) features[i] = (float)((i % 2 == concept ? 3 : 0) + random.NextGaussian());
            sketcher.Observe(features, label);
        }
    }

    private static byte[] Sketch(double mean, double deviation) => ClassSketch.Of(
        [.. Enumerable.Repeat(mean, ClassSketch.Projections)], [.. Enumerable.Repeat(deviation, ClassSketch.Projections)]);

    private static double Integrated(double m, double s, double n, double t)
    {
        const double Step = 0.001;
        var sum = 0.0;
        for (var x = -30.0; x < 50; x += Step)
            sum += Step * Math.Pow(Math.Sqrt(Density((x - m) / s) / s) - Math.Sqrt(Density((x - n) / t) / t), 2) / 2;
        return sum;
    }

    private static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
}
