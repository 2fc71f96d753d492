namespace Cartel.Learning.Tests;

public sealed class AdaptiveTreeTests
{
    private const string Kind = "hoeffding-adaptive-tree";

    [Test]
    public void Unlearns_a_concept_that_a_plain_tree_is_stuck_with()
    {
        double After(string kind) => Steps.Accuracy(Steps.Trained(kind, 1, 25_000, 20_000), 2, 2000, changed: true);

        Assert.That(After(Kind), Is.GreaterThan(0.95));
        Assert.That(After(Kind), Is.GreaterThan(After("hoeffding-tree") + 0.03));
    }

    // 20 000 of one concept, then another: alternates grow and take over between these two.
    [Test]
    public void Goes_on_from_a_snapshot_bit_by_bit_while_alternates_grow()
    {
        var (learner, alternates, at) = (OnlineLearner.Create(Kind, Steps.Schema), 0, 0);
        IOnlineLearner? restored = null;
        IOnlineLearner? clone = null;
        foreach (var (features, label) in Steps.Take(1, 24_000, 20_000))
        {
            learner.Learn(features, label);
            restored?.Learn(features, label);
            clone?.Learn(features, label);
            if (++at <= 20_000 || at % 100 != 0) continue;

            var saved = learner.Save();
            if (restored is not null) Assert.That(restored.Save(), Is.EqualTo(saved));
            if (clone is not null) Assert.That(clone.Save(), Is.EqualTo(saved));
            (restored, clone) = (OnlineLearner.Restore(Steps.Schema, saved), learner.Clone());
            if (restored.ModelBytes != clone.ModelBytes || clone.ModelBytes != learner.ModelBytes) Assert.Fail("they hold as much");
            if (HasAlternate(saved)) alternates++;
        }

        Assert.That(alternates, Is.Positive);
    }

    [Test]
    public void Its_bytes_are_those_of_its_nodes_whatever_was_replaced()
    {
        var shape = new TreeShape(Steps.Schema);
        var (tree, sample) = (new AdaptiveTree(shape, new() { GracePeriod = 50 }, new(1)), new TreeSample(shape));
        var (start, nodes, replaced) = (tree.Bytes, TreeWalk.BytesOf(tree.Root), 0);
        for (var concept = 0; concept < 6; concept++)
        {
            var before = tree.Root;
            foreach (var (features, label) in Steps.Take(concept, 4000, concept % 2 == 0 ? int.MaxValue : 0))
            {
                sample.Set(features);
                tree.Learn(sample, label);
            }

            Assert.That(tree.Bytes - start, Is.EqualTo(TreeWalk.BytesOf(tree.Root) - nodes));
            if (!ReferenceEquals(before, tree.Root)) replaced++;
        }

        Assert.That(replaced, Is.GreaterThan(1));
    }

    [Test]
    public void Holds_its_memory_limit_whatever_changes()
    {
        var (shape, random) = (new TreeShape(Steps.Schema), new Random(4));
        var (tree, sample) = (new AdaptiveTree(shape, new() { Memory = 10_000, GracePeriod = 10, TieThreshold = 1 }, new(1)), new TreeSample(shape));
        foreach (var (features, label) in Steps.Take(1, 20_000, 10_000))
        {
            sample.Set(features);
            tree.Learn(sample, random.Next(5) == 0 ? 1 - label : label);
            Assert.That(tree.Bytes, Is.LessThanOrEqualTo(10_000));
        }
    }

    // A snapshot that is written again without its alternates is shorter: the tree is read, stripped and written.
    private static bool HasAlternate(byte[] saved)
    {
        var learner = (HoeffdingAdaptiveTreeLearner)OnlineLearner.Restore(Steps.Schema, saved);
        return HasAlternate(learner.Root);
    }

    private static bool HasAlternate(TreeNode? node) =>
        node is SplitNode split && (split.Monitor?.Alternate is not null || split.Children.Any(HasAlternate));
}
