namespace Cartel.Learning.Tests;

public sealed class SplitSearchTests
{
    // NIST Handbook of Mathematical Functions' table of the normal distribution, to ten digits.
    [TestCase(0, 0.5)]
    [TestCase(0.5, 0.6914624613)]
    [TestCase(1, 0.8413447461)]
    [TestCase(1.96, 0.9750021049)]
    [TestCase(-1, 0.1586552539)]
    [TestCase(-2.5, 0.0062096653)]
    [TestCase(3, 0.9986501020)]
    public void The_normal_distribution_is_that_of_the_tables(double z, double expected) =>
        Assert.That(NormalDistribution.Cumulative(z), Is.EqualTo(expected).Within(7.5e-8));

    [Test]
    public void The_normal_distribution_ends_at_0_and_1()
    {
        Assert.That(NormalDistribution.Cumulative(-1e300), Is.Zero);
        Assert.That(NormalDistribution.Cumulative(1e300), Is.EqualTo(1));
    }

    // √(R² ln(1/δ) / 2n): ln 10⁷ = 16.118096; /400 = 0.0402952, its root 0.2007368. With R = 2 and n = 800 the same.
    [TestCase(1, 200, 0.2007368)]
    [TestCase(2, 800, 0.2007368)]
    public void The_bound_is_Hoeffding_s(double range, double n, double expected) =>
        Assert.That(InformationGain.HoeffdingBound(range, 1e-7, n), Is.EqualTo(expected).Within(1e-6));

    // 9 of 14 and 5 of 14: 0.940 bits, in Quinlan's paper; 14 times that is 13.164.
    [Test]
    public void The_entropy_is_Quinlan_s()
    {
        Assert.That(InformationGain.WeightedEntropy([9, 5]) / 14, Is.EqualTo(0.940286).Within(1e-6));
        Assert.That(InformationGain.WeightedEntropy([7, 0, 0]), Is.Zero);
        Assert.That(InformationGain.WeightedEntropy([]), Is.Zero);
    }

    // The paper's gains: outlook 0.246, temperature 0.029, humidity 0.151, windy 0.048.
    [Test]
    public void The_gains_of_play_tennis_are_Quinlan_s()
    {
        var search = Search(LeafOf(PlayTennis.Schema, PlayTennis.Samples()), PlayTennis.Schema);

        Assert.That(search.Best, Is.EqualTo((0, SplitTest.Category)));
        Assert.That(search.Gain, Is.EqualTo(0.246750).Within(1e-6));
        Assert.That(search.RunnerUp, Is.EqualTo(0.151836).Within(1e-6));
    }

    // Overcast or not is the best question of two answers: 14·H(9,5) = 13.164; not overcast 10·H(5,5) = 10: (13.164 − 10) / 14.
    [Test]
    public void With_binary_splits_one_category_stands_against_the_others()
    {
        var search = Search(LeafOf(PlayTennis.Schema, PlayTennis.Samples()), PlayTennis.Schema, binary: true);

        Assert.That(search.Best, Is.EqualTo((0, SplitTest.Equal)));
        Assert.That(search.Gain, Is.EqualTo(0.226000).Within(1e-6));
    }

    // Class a at 0 and 2, class b at 10 and 12: the distributions (spread √2 each) hardly overlap, the ten thresholds are
    // 12/11 apart, and whatever lies between 2 and 10 parts the classes by range alone: a gain of 1 bit.
    [Test]
    public void A_number_is_split_between_the_classes_that_it_separates()
    {
        var schema = new FeatureSchema([Feature.Numeric("noise"), Feature.Numeric("x")], ["a", "b"]);
        var leaf = LeafOf(schema, [([1, 0], 0), ([2, 2], 0), ([1, 10], 1), ([2, 12], 1)]);

        var search = Search(leaf, schema);

        Assert.That(search.Best, Is.EqualTo((1, SplitTest.AtMost)));
        Assert.That(search.Threshold, Is.InRange(2, 10));
        Assert.That(search.Gain, Is.EqualTo(1).Within(1e-9));
        Assert.That(search.RunnerUp, Is.EqualTo(0).Within(1e-9));
    }

    // 1 of 201 is less than a hundredth, so that the one sample far off is no branch.
    [Test]
    public void A_branch_of_less_than_a_hundredth_is_none()
    {
        var schema = new FeatureSchema([Feature.Nominal("c", ["x", "y"])], ["a", "b"]);
        var leaf = LeafOf(schema, [.. Enumerable.Range(0, 200).Select(static i => (new float[] { 1, 0 }, i % 2)), (new float[] { 0, 1 }, 0)]);

        Assert.That(Search(leaf, schema).Gain, Is.Zero);
    }

    private static LeafNode LeafOf(FeatureSchema schema, IEnumerable<(float[] Features, int Label)> samples)
    {
        var shape = new TreeShape(schema);
        var (leaf, sample) = (new LeafNode(shape, [], 0, null), new TreeSample(shape));
        foreach (var (features, label) in samples)
        {
            sample.Set(features);
            leaf.Observe(sample.Seen(null), label, 1);
        }

        return leaf;
    }

    private static ((int Column, SplitTest Test) Best, float Threshold, double Gain, double RunnerUp) Search(
        LeafNode leaf, FeatureSchema schema, bool binary = false)
    {
        var search = new SplitSearch(new TreeShape(schema), leaf, new double[2 * schema.Classes.Count]);
        search.Run(binary);
        return ((search.Best.Column, search.Best.Test), search.Best.Threshold, search.Best.Gain, search.RunnerUp);
    }
}
