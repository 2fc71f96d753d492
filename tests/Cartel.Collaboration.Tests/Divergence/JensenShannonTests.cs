namespace Cartel.Collaboration.Tests;

public sealed class JensenShannonTests
{
    // CARTEL.md, section 4; the first two by hand.
    [TestCase(new[] { 0.2, 0.8 }, new[] { 0.2, 0.8 }, 0)]
    [TestCase(new[] { 1.0, 0 }, new[] { 0, 1.0 }, 1)]
    [TestCase(new[] { 0.9, 0.1 }, new[] { 0.1, 0.9 }, 0.531004)]
    [TestCase(new[] { 0.7, 0.3 }, new[] { 0.5, 0.5 }, 0.030305)]
    [TestCase(new[] { 1, 0.0 }, new[] { 0.99, 0.01 }, 0.005018)]
    [TestCase(new[] { 1, 0.0 }, new[] { 0.95, 0.05 }, 0.025462)]
    [TestCase(new[] { 1, 0.0 }, new[] { 0.9, 0.1 }, 0.051899)]
    [TestCase(new[] { 1, 0.0 }, new[] { 0.8, 0.2 }, 0.108032)]
    [TestCase(new[] { 1, 0.0 }, new[] { 0.5, 0.5 }, 0.311278)]
    [TestCase(new[] { 1, 1, 0, 0, 0, 0, 0, 0, 0, 0.0 }, new[] { 0, 1, 1, 0, 0, 0, 0, 0, 0, 0.0 }, 0.5)]
    public void Gives_the_known_answers(double[] p, double[] q, double bits) =>
        Assert.That(JensenShannon.Divergence(p, q), Is.EqualTo(bits).Within(5e-7));

    // scipy 1.10.1, numpy 1.24.2: scipy.spatial.distance.jensenshannon(p, q, base=2) ** 2
    [TestCase(new[] { 1.0, 2.0, 3.0 }, new[] { 3.0, 2.0, 1.0 }, 0.12581458369391144)]
    [TestCase(new[] { 5.0, 0.0, 0.0, 5.0 }, new[] { 0.0, 5.0, 5.0, 0.0 }, 1.0)]
    [TestCase(new[] { 90.0, 9.0, 1.0, 0.0 }, new[] { 80.0, 10.0, 5.0, 5.0 }, 0.03781207896893298)]
    [TestCase(new[] { 1000.0, 1.0 }, new[] { 999.0, 2.0 }, 0.0001226140619574914)]
    [TestCase(new[] { 47.0, 31.0 }, new[] { 34.0, 44.0 }, 0.02016177854198109)]
    [TestCase(new[] { 28.0, 38.0, 41.0, 11.0 }, new[] { 2.0, 15.0, 14.0, 43.0 }, 0.23792762208319262)]
    [TestCase(new[] { 45.0, 0, 24, 41, 6, 39, 5 }, new[] { 23.0, 40, 15, 17, 13, 35, 12 }, 0.18415867942838982)]
    [TestCase(new[] { 0.2115, 0.4375, 0.007, 0.0001, 0.3438 }, new[] { 0.9119, 0.0754, 0.0066, 0.0028, 0.0033 }, 0.43297468654244176)]
    public void Agrees_with_scipy(double[] p, double[] q, double bits) =>
        Assert.That(JensenShannon.Divergence(p, q), Is.EqualTo(bits).Within(1e-13));

    [Test]
    public void Of_counts_is_that_of_their_frequencies() =>
        Assert.That(JensenShannon.Estimate([90, 9, 1, 0], [16, 2, 1, 1]).PlugInBits, Is.EqualTo(0.03781207896893298).Within(1e-13));

    [TestCase(new[] { 1.0 }, new[] { 1.0, 2 })]
    [TestCase(new[] { 1.0, -1 }, new[] { 1.0, 2 })]
    [TestCase(new[] { 1.0, 2 }, new[] { double.NaN, 2 })]
    [TestCase(new[] { 1.0, 2 }, new[] { double.PositiveInfinity, 2 })]
    [TestCase(new[] { 0.0, 0 }, new[] { 1.0, 2 })]
    [TestCase(new double[0], new double[0])]
    public void Refuses_what_is_no_distribution(double[] p, double[] q)
    {
        Assert.That(() => JensenShannon.Divergence(p, q), Throws.ArgumentException);
        Assert.That(() => JensenShannon.Divergence(q, p), Throws.ArgumentException);
    }

    [TestCase(new long[] { 1 }, new long[] { 1, 2 })]
    [TestCase(new long[] { 1, -1 }, new long[] { 1, 2 })]
    [TestCase(new long[] { 0, 0 }, new long[] { 1, 2 })]
    public void Refuses_what_are_no_counts(long[] first, long[] second)
    {
        Assert.That(() => JensenShannon.Estimate(first, second), Throws.ArgumentException);
        Assert.That(() => JensenShannon.Estimate(second, first), Throws.ArgumentException);
    }
}
