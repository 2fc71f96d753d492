namespace Cartel.Learning.Tests;

public sealed class HoeffdingTreeTests
{
    private static readonly TreeShape Shape = new(Steps.Schema);

    // Of eleven steps between 0 and 1 the two nearest to 0.7 are 0.636 and 0.727.
    [Test]
    public void Splits_where_the_classes_part()
    {
        var schema = new FeatureSchema([Feature.Numeric("noise"), Feature.Numeric("x")], ["a", "b"]);
        var (tree, sample, random) = (new HoeffdingTree(new TreeShape(schema), new(), new(1)), new TreeSample(new TreeShape(schema)), new Random(1));
        for (var i = 0; i < 1000; i++)
        {
            var x = random.NextSingle();
            sample.Set([random.NextSingle(), x]);
            tree.Learn(sample, x > 0.7f ? 1 : 0, 1);
        }

        var root = (SplitNode)tree.Root;
        Assert.That(root.Test, Is.EqualTo(SplitTest.AtMost));
        Assert.That(root.Column, Is.EqualTo(1));
        Assert.That(root.Threshold, Is.InRange(0.6f, 0.76f));
    }

    [Test]
    public void Does_not_split_where_nothing_tells_the_classes_apart_until_the_bound_is_below_the_tie()
    {
        // ε < 0.05 needs ln 10⁷ / (2 · 0.05²) = 3 224 samples.
        var (tree, sample, random) = (new HoeffdingTree(Shape, new(), new(1)), new TreeSample(Shape), new Random(2));
        for (var i = 0; i < 3200; i++)
        {
            sample.Set([random.NextSingle(), 1, 0, 0, random.NextSingle()]);
            tree.Learn(sample, random.Next(2), 1);
            Assert.That(tree.Root, Is.TypeOf<LeafNode>());
        }
    }

    [Test]
    public void Learns_what_takes_two_levels([Values("hoeffding-tree", "hoeffding-tree?binary=1", "hoeffding-adaptive-tree")] string kind) =>
        Assert.That(Steps.Accuracy(Steps.Trained(kind, 1, 20_000), 2, 2000), Is.GreaterThan(0.95));

    [Test]
    public void A_missing_category_goes_the_way_of_the_most()
    {
        var learner = Steps.Trained("hoeffding-tree", 1, 20_000);

        Assert.That(learner.Predict([0.2f, 0, 0, 0, 0.5f]).Confidence, Is.InRange(0.5, 1));
        Assert.That(() => learner.Learn([0.2f, 0, 0, 0, 0.5f], 1), Throws.Nothing);
    }

    [TestCase(0)]
    [TestCase(2)]
    public void Its_bytes_are_those_of_its_nodes(int columnsPerLeaf)
    {
        var (tree, sample) = (Grown(new() { ColumnsPerLeaf = columnsPerLeaf, GracePeriod = 20 }, 5000), new TreeSample(Shape));
        var (bytes, nodes) = (tree.Bytes, TreeWalk.BytesOf(tree.Root));

        foreach (var (features, label) in Steps.Take(9, 5000, 0))
        {
            sample.Set(features);
            tree.Learn(sample, label, 1);
        }

        Assert.That(tree.Bytes, Is.GreaterThan(bytes));
        Assert.That(tree.Bytes - bytes, Is.EqualTo(TreeWalk.BytesOf(tree.Root) - nodes));
    }

    [TestCase(2_000)]
    [TestCase(10_000)]
    public void Holds_its_memory_limit_and_still_predicts(long memory)
    {
        var settings = new HoeffdingTreeSettings { Memory = memory, GracePeriod = 10, TieThreshold = 1 };
        var (tree, sample) = (new HoeffdingTree(Shape, settings, new(1)), new TreeSample(Shape));
        foreach (var (features, label) in Steps.Take(3, 20_000))
        {
            sample.Set(features);
            tree.Learn(sample, label, 1);
            Assert.That(tree.Bytes, Is.LessThanOrEqualTo(memory));
        }

        Assert.That(Grown(settings with { Memory = 1 << 30 }, 20_000).Bytes, Is.GreaterThan(2 * memory), "the limit was not met");
        Assert.That(TreeWalk.Leaves(tree.Root).Count(static leaf => !leaf.Active), Is.Positive);
    }

    [Test]
    public void No_leaf_is_deeper_than_allowed()
    {
        var tree = Grown(new() { Depth = 2, GracePeriod = 10, TieThreshold = 1 }, 20_000);

        Assert.That(TreeWalk.Leaves(tree.Root).Max(static leaf => leaf.Depth), Is.EqualTo(2));
    }

    [Test]
    public void Each_leaf_draws_its_own_columns()
    {
        var leaves = TreeWalk.Leaves(Grown(new() { ColumnsPerLeaf = 2, GracePeriod = 20, TieThreshold = 1 }, 20_000).Root).ToList();

        Assert.That(leaves.Select(static leaf => string.Join(' ', leaf.Columns!)).Distinct(), Is.EquivalentTo(new[] { "0 1", "0 2", "1 2" }));
    }

    [Test]
    public void The_whole_state_survives_its_bytes_with_columns_of_its_own()
    {
        var settings = new HoeffdingTreeSettings { ColumnsPerLeaf = 2, GracePeriod = 20 };
        var tree = Grown(settings, 5000);
        var reader = new SpanReader(Write(tree));
        var (read, clone, sample) = (HoeffdingTree.Read(Shape, settings, ref reader), tree.Clone(), new TreeSample(Shape));
        foreach (var (features, label) in Steps.Take(9, 3000))
        {
            sample.Set(features);
            foreach (var one in new[] { tree, read, clone }) one.Learn(sample, label, 1);
        }

        Assert.That(Write(read), Is.EqualTo(Write(tree)));
        Assert.That(Write(clone), Is.EqualTo(Write(tree)));
        Assert.That(read.Bytes, Is.EqualTo(tree.Bytes));
    }

    private static HoeffdingTree Grown(HoeffdingTreeSettings settings, int count)
    {
        var (tree, sample) = (new HoeffdingTree(Shape, settings, new SeededRandom(1)), new TreeSample(Shape));
        foreach (var (features, label) in Steps.Take(3, count))
        {
            sample.Set(features);
            tree.Learn(sample, label, 1);
        }

        return tree;
    }

    private static byte[] Write(HoeffdingTree tree)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        tree.Write(writer);
        return stream.ToArray();
    }
}
