using Cartel.Testing;

namespace Cartel.Collaboration.Tests;

public sealed class HomogeneityTestTests
{
    // χ² = 2 (5² / 15 + 5² / 15) = 6.667 of one degree of freedom: p = 0.00982, which is 2.334 standard deviations above the mean.
    [Test]
    public void Two_columns_by_hand() => Assert.That(HomogeneityTest.Deviations([10, 20], [20, 10]), Is.EqualTo(2.334).Within(0.03));

    // χ² = 2 · 15²/45 + 0 + 2 · 15²/60 = 17.5 of two degrees of freedom: p = exp(−8.75) = 1.58·10⁻⁴, which is 3.604; the approximation errs downwards.
    [Test]
    public void Three_columns_by_hand() => Assert.That(HomogeneityTest.Deviations([30, 45, 75], [60, 45, 45]), Is.EqualTo(3.604).Within(0.1));

    [Test]
    public void Equal_shares_of_unequal_sizes_do_not_differ() => Assert.That(HomogeneityTest.Deviations([30, 60, 90], [10, 20, 30]), Is.LessThan(0));

    [Test]
    public void Rare_columns_are_pooled_and_nothing_is_no_difference()
    {
        Assert.That(HomogeneityTest.Deviations([100, 1, 0, 0, 0], [100, 0, 0, 0, 1]), Is.LessThanOrEqualTo(0));
        Assert.That(HomogeneityTest.Deviations([0, 0], [5, 5]), Is.Zero);
        Assert.That(HomogeneityTest.Deviations([3, 2], [2, 3]), Is.Zero, "less than five are expected");
    }

    [TestCase(new[] { 1.0, 1, 1, 1, 1, 1 }, 300, 200)]
    [TestCase(new[] { 0.5, 0.3, 0.1, 0.05, 0.03, 0.02 }, 300, 200)]
    [TestCase(new[] { 0.9, 0.1 }, 300, 200)]
    public void Rows_of_one_distribution_seem_to_differ_as_seldom_as_they_should(double[] weights, int first, int second)
    {
        var random = new Random(11);
        var deviations = Enumerable.Range(0, 6000)
            .Select(_ => HomogeneityTest.Deviations(Streams.Counts(random, weights, first), Streams.Counts(random, weights, second)))
            .ToList();

        // Of a normal variable 1% lies above 2.326 and 0.01% above 3.7.
        Assert.That(deviations.Count(static z => z > 2.326), Is.InRange(25, 95));
        Assert.That(deviations.Count(static z => z > 3.7), Is.LessThanOrEqualTo(4));
    }
}
