namespace Cartel.Learning.Tests;

/// <summary>Prequential accuracy over whole streams: that of MOA 76107cfd's same learner on the same bytes, less 0.3 points.</summary>
public sealed class TreeStreamTests
{
    [TestCase("hoeffding-tree", "elec", 0.7828)]
    [TestCase("hoeffding-tree", "weather", 0.7343)]
    [TestCase("hoeffding-tree", "covtype20k", 0.5817)]
    [TestCase("hoeffding-tree", "sea100k", 0.8447)]
    [TestCase("hoeffding-tree", "hyper100k", 0.8566)]
    [TestCase("hoeffding-adaptive-tree", "elec", 0.8094)]
    [TestCase("hoeffding-adaptive-tree", "weather", 0.7353)]
    [TestCase("hoeffding-adaptive-tree", "covtype20k", 0.5772)]
    public void Is_no_worse_than_MOA_s(string kind, string stream, double moa) =>
        Assert.That(Math.Round(RealStreamTests.Accuracy(kind, stream), 4), Is.GreaterThanOrEqualTo(moa - 0.003));
}
