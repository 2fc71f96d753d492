namespace Cartel.Cli.Tests;

public sealed class PlotAxisTests
{
    [TestCase(0, 4500, new[] { 0.0, 1000, 2000, 3000, 4000 })]
    [TestCase(0.21, 0.95, new[] { 0.4, 0.6, 0.8 })]
    [TestCase(-3, 7, new[] { -2.0, 0, 2, 4, 6 })]
    public void Marks_are_round_and_about_five(double least, double most, double[] expected) =>
        Assert.That(new PlotAxis(least, most, 0, 100, isLog: false).Marks(), Is.EqualTo(expected).Within(1e-9));

    [Test]
    public void A_logarithmic_axis_marks_powers_of_ten() =>
        Assert.That(new PlotAxis(5, 2000, 0, 100, isLog: true).Marks(), Is.EqualTo([10.0, 100, 1000]).Within(1e-9));

    [Test]
    public void A_value_lies_where_its_share_of_the_axis_is_and_at_an_end_beyond_it()
    {
        var axis = new PlotAxis(0, 10, 100, 200, isLog: false);

        Assert.That(new[] { axis.At(2.5), axis.At(-1), axis.At(11) }, Is.EqualTo([125.0, 100, 200]).Within(1e-9));
    }
}
