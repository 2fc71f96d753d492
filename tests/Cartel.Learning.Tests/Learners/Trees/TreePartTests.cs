using System.Buffers.Binary;

namespace Cartel.Learning.Tests;

/// <summary>What travels of a tree, what becomes of it elsewhere, and what no honest donor sends.</summary>
[TestFixture("hoeffding-tree")]
[TestFixture("hoeffding-adaptive-tree")]
public sealed class TreePartTests(string kind)
{
    private const byte Leaf = 1;
    private const byte AtMost = 2;
    private const byte Equal = 3;
    private const byte Category = 4;

    private static readonly string Hash = Steps.Schema.Hash;

    [Test]
    public void One_part_holds_all_classes_and_is_smaller_than_the_model()
    {
        var learner = Steps.Trained(kind, 1, 20_000);

        var part = learner.Partition([1]).Single();

        Assert.That(part.Id, Is.EqualTo("tree"));
        Assert.That(part.Classes, Is.EqualTo(new[] { 0, 1 }));
        Assert.That(part.Evidence, Is.EqualTo(20_000));
        Assert.That(part.Bytes.Length, Is.LessThan(learner.Save().Length));
    }

    [Test]
    public void A_received_tree_predicts_nearly_as_the_donor_does_at_once_and_learns_on([Values] MergeStyle style)
    {
        var (donor, borrower) = (Steps.Trained(kind, 1, 20_000), Steps.Trained(kind, 2, 100));

        borrower.Merge(donor.Partition([0, 1]), style, 1);

        Assert.That(Steps.Accuracy(borrower, 3, 2000), Is.GreaterThan(0.95 * Steps.Accuracy(donor, 3, 2000)));
        Assert.That(borrower.Evidence(0), Is.EqualTo(donor.Evidence(0)));
        foreach (var (features, label) in Steps.Take(4, 3000)) borrower.Learn(features, label);
        Assert.That(Steps.Accuracy(borrower, 3, 2000), Is.GreaterThan(0.95));
    }

    [Test]
    public void Statistics_of_the_heaviest_leaves_travel_up_to_a_bound()
    {
        // 3,000 columns: a leaf's statistics of two classes take 96 KB, so that two leaves travel with theirs and the third without.
        var schema = new FeatureSchema([.. Enumerable.Range(0, 3000).Select(i => Feature.Unit($"f{i}"))], ["a", "b"]);
        var learner = OnlineLearner.Create($"{kind}?grace=50&tie=0.5", schema);
        var random = new SeededRandom(1);
        for (var i = 0; i < 3000; i++)
        {
            var features = new float[3000];
            for (var k = 0; k < 3; k++) features[k] = (float)random.NextDouble();
            learner.Learn(features, (features[0] > 0.5f) != (features[1] > 0.5f) ? 1 : 0);
        }

        Assert.That(learner.Save(), Has.Length.GreaterThan(400_000), "more leaves than may travel with their statistics");
        Assert.That(learner.Partition([0]).Single().Payload.Length, Is.InRange(90_000, 264_000));
    }

    [Test]
    public void Averaging_keeps_the_tree_of_more_samples()
    {
        var (few, many) = (Steps.Trained(kind, 1, 100), Steps.Trained(kind, 2, 5000));
        var before = many.Save();

        many.Merge(few.Partition([0]), MergeStyle.Average, 1);

        Assert.That(many.Save(), Is.EqualTo(before));
    }

    [Test]
    public void Of_another_kind_schema_id_version_or_with_other_classes_it_is_refused()
    {
        var payload = Payload(1, [LeafOf(0, 5)]);
        byte[] newer = [.. payload];
        newer[0] = 2;
        Accepted(new ModelPart(kind, Hash, "tree", [0], 9, payload));
        Refused(new ModelPart("linear-hinge", Hash, "tree", [0], 9, payload));
        Refused(new ModelPart(kind, new string('0', 64), "tree", [0], 9, payload));
        Refused(new ModelPart(kind, Hash, "branch", [0], 9, payload));
        Refused(new ModelPart(kind, Hash, "tree", [], 9, payload));
        Refused(new ModelPart(kind, Hash, "tree", [1], 9, payload));
        Refused(new ModelPart(kind, Hash, "tree", [0, 1], 9, payload));
        Refused(new ModelPart(kind, Hash, "tree", [0], 9, newer));
        Refused(new ModelPart(kind, Hash, "tree", [0], 9, [.. payload, 0]));
        for (var length = 0; length < payload.Length; length++) Refused(new ModelPart(kind, Hash, "tree", [0], 9, payload.AsSpan(0, length)));
    }

    [Test]
    public void A_split_that_the_schema_or_arithmetic_does_not_know_is_refused()
    {
        var leaf = LeafOf(0, 5);
        AcceptedNodes(Split(AtMost, 0, 0.5f), leaf, leaf);
        AcceptedNodes(Split(Equal, 2, 1), leaf, leaf);
        AcceptedNodes(Split(Category, 2, 1), [0], leaf, leaf);
        foreach (var column in new[] { -1, 2, 3, int.MaxValue, int.MinValue }) RefusedNodes(Split(AtMost, column, 0.5f), leaf, leaf);
        foreach (var value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity }) RefusedNodes(Split(AtMost, 0, value), leaf, leaf);
        foreach (var category in new[] { -1f, 0.5f, 3, 1e30f, float.NaN })
        {
            RefusedNodes(Split(Equal, 2, category), leaf, leaf);
            RefusedNodes(Split(Category, 2, category), leaf, leaf, leaf);
        }

        RefusedNodes(Split(Equal, 0, 0), leaf, leaf);
        RefusedNodes(Split(Category, 1, 0), leaf, leaf);
        RefusedNodes(Split(5, 0, 0), leaf, leaf);
        RefusedNodes(Split(255, 0, 0), leaf, leaf);
        RefusedNodes([0x81, .. leaf.AsSpan(1)]);
    }

    [Test]
    public void A_child_that_is_missing_where_it_is_needed_or_left_over_is_refused()
    {
        var leaf = LeafOf(0, 5);
        RefusedNodes([0]);
        RefusedNodes(Split(AtMost, 0, 0.5f), leaf, [0]);
        RefusedNodes(Split(AtMost, 0, 0.5f), leaf);
        RefusedNodes(Split(Category, 2, 0), [0], leaf, leaf);
        RefusedNodes(Split(AtMost, 0, 0.5f), leaf, leaf, leaf);
        RefusedNodes(leaf, leaf);
    }

    [Test]
    public void A_leaf_with_impossible_weights_is_refused()
    {
        foreach (var weight in new[] { 0, -1, 1e10f, float.NaN, float.PositiveInfinity }) RefusedNodes(LeafOf(0, weight));
        foreach (var label in new[] { -1, 2, int.MaxValue }) RefusedNodes(LeafOf(label, 5));
        foreach (var entries in new[] { -1, 2, int.MaxValue, int.MinValue })
        {
            var leaf = LeafOf(0, 5);
            BinaryPrimitives.WriteInt32LittleEndian(leaf.AsSpan(1), entries);
            RefusedNodes(leaf);
        }

        AcceptedNodes([Leaf, 0, 0, 0, 0]);
    }

    [Test]
    public void A_count_of_samples_that_no_stream_has_is_refused()
    {
        foreach (var count in new[] { -1, long.MaxValue, ModelPart.MostEvidence + 1 })
            Refused(new ModelPart(kind, Hash, "tree", [0], 9, Payload(count, [LeafOf(0, 5)])));
    }

    [Test]
    public void A_tree_deeper_than_any_that_grows_is_refused_before_the_stack_ends()
    {
        var split = Split(AtMost, 0, 0.5f);
        byte[] NestedRight(int depth) => [.. Enumerable.Range(0, depth).SelectMany(_ => (byte[])[.. split, .. LeafOf(0, 5)]), .. LeafOf(1, 5)];

        AcceptedNodes(NestedRight(100));
        RefusedNodes(NestedRight(101));
        RefusedNodes(NestedRight(20_000));
    }

    [Test]
    public void Many_nodes_take_no_more_memory_than_the_settings_allow()
    {
        // A category split of three children in 12 bytes: a comb within the depth, repeated under a wide top, costs the reader most.
        var learner = OnlineLearner.Create($"{kind}?memory=20000", Steps.Schema);
        byte[] Full(int depth) => depth == 0 ? [Leaf, 0, 0, 0, 0] : [.. Split(AtMost, 0, 0.5f), .. Full(depth - 1), .. Full(depth - 1)];
        var part = new ModelPart(kind, Hash, "tree", [0], 9, Payload(1, [Full(16)]));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.That(() => learner.Merge([part], MergeStyle.Replace, 1), Throws.TypeOf<ModelFormatException>());

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(200_000));
    }

    private static void ExpectToWork(IOnlineLearner learner)
    {
        var probabilities = new float[2];
        foreach (var (features, label) in Steps.Take(7, 20))
        {
            learner.Learn(features, label);
            learner.Score(features, probabilities);
            if (!(Math.Abs(probabilities.Sum() - 1) < 1e-4)) Assert.Fail($"the probabilities are {string.Join(", ", probabilities)}");
        }

        _ = OnlineLearner.Restore(Steps.Schema, learner.Save());
    }

    private static byte[] LeafOf(int label, float weight)
    {
        var bytes = new byte[13];
        bytes[0] = Leaf;
        bytes[1] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(5), label);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(9), weight);
        return bytes;
    }

    private static byte[] Split(byte form, int column, float threshold)
    {
        var bytes = new byte[9];
        bytes[0] = form;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), column);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(5), threshold);
        return bytes;
    }

    // Version, so many samples of class 0 and none of class 1, the nodes.
    private static byte[] Payload(long samples, byte[][] nodes)
    {
        var head = new byte[17];
        head[0] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(1), samples);
        return [.. head, .. nodes.SelectMany(static node => node)];
    }

    private void RefusedNodes(params byte[][] nodes) => Refused(new ModelPart(kind, Hash, "tree", [0], 9, Payload(1, nodes)));

    private void AcceptedNodes(params byte[][] nodes) => Accepted(new ModelPart(kind, Hash, "tree", [0], 9, Payload(1, nodes)));

    private void Accepted(ModelPart part)
    {
        var learner = Steps.Trained(kind, 2, 50);
        learner.Merge([part], MergeStyle.Replace, 1);
        ExpectToWork(learner);
    }

    private void Refused(ModelPart part)
    {
        var learner = Steps.Trained(kind, 2, 50);
        var before = learner.Save();
        foreach (var style in Enum.GetValues<MergeStyle>())
            Assert.That(() => learner.Merge([part], style, 1), Throws.TypeOf<ModelFormatException>());

        Assert.That(learner.Save(), Is.EqualTo(before));
    }
}
