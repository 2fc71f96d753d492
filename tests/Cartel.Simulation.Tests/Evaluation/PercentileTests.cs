namespace Cartel.Simulation.Tests;

public sealed class PercentileTests
{
    [TestCase(0, 1)]
    [TestCase(0.5, 2.5, Description = "h = 3 · 0.5 = 1.5: half way between 2 and 3")]
    [TestCase(0.95, 8.95, Description = "h = 2.85: 3 + 0.85 · (10 − 3)")]
    [TestCase(1, 10)]
    public void Quantiles_lie_between_order_statistics_as_in_Rs_type_7(double p, double expected) =>
        Assert.That(Percentile.Of([10, 1, 3, 2], p), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void No_values_have_no_quantile() => Assert.That(Percentile.Median([]), Is.Null);

    [Test]
    public void Between_a_finite_value_and_an_infinite_one_lies_infinity()
    {
        Assert.That(Percentile.Median([1, double.PositiveInfinity]), Is.EqualTo(double.PositiveInfinity));
        Assert.That(Percentile.Median([1, 2, double.PositiveInfinity]), Is.EqualTo(2));
    }
}
