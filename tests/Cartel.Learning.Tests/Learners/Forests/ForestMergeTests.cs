using Cartel.Testing;

namespace Cartel.Learning.Tests;

[TestFixture("adaptive-random-forest")]
[TestFixture("leveraging-bagging")]
public sealed class ForestMergeTests(string kind)
{
    [Test]
    public void Trees_of_another_help_on_a_class_that_the_target_lacks([Values(4, 10, 25)] int trees, [Values] MergeStyle style)
    {
        // Enough for the bag's trees to split: what a leaf knows by naive Bayes does not travel.
        var donor = Blobs.Trained(kind, 1, 6000, 4);
        var target = Blobs.Trained($"{kind}?trees={trees}", 2, 1500, 3);
        var others = Blobs.Take(3, 400).Where(static sample => sample.Label < 3).ToList();
        var before = Right(target, others);

        target.Merge(Received(donor.Partition([3])), style, 1);

        var ofTheClass = Blobs.Take(4, 400).Where(static sample => sample.Label == 3).ToList();
        Assert.That(Right(target, ofTheClass), Is.GreaterThan(0.9 * ofTheClass.Count));
        Assert.That(Right(target, others), Is.GreaterThan(before - 0.02 * others.Count));
        Assert.That(target.Evidence(3), Is.EqualTo(donor.Evidence(3)));
    }

    [Test]
    public void A_third_of_the_trees_travels_those_with_the_best_recall_of_the_classes_first()
    {
        var donor = (TreeEnsemble)Blobs.Trained(kind, 1, 600);
        int[] wanted = [1, 3];

        var parts = donor.Partition([3, 1, 3]);

        var ranked = Enumerable.Range(0, 10).OrderByDescending(i => donor.Members[i].Record.ProvenRecall(wanted)).Take(3);
        Assert.That(parts.Select(static part => part.Id), Is.EqualTo(ranked.Select(static i => $"tree:{i}")));
        Assert.That(parts, Is.Not.Empty);
        foreach (var part in parts) Assert.That(part.Classes, Is.EquivalentTo(wanted));
        Assert.That(parts.Select(static part => part.Evidence), Is.All.EqualTo(donor.Evidence(1) + donor.Evidence(3)));
    }

    [Test]
    public void One_tree_travels_of_a_small_ensemble_and_none_for_an_unknown_class()
    {
        var donor = Blobs.Trained($"{kind}?trees=2", 1, 600);

        Assert.That(donor.Partition([0]), Has.Count.EqualTo(1));
        Assert.That(donor.Partition([4]), Is.Empty);
    }

    [Test]
    public void At_most_half_of_the_trees_give_way_the_worst_on_the_classes()
    {
        var target = (TreeEnsemble)Blobs.Trained(kind, 2, 800);
        var parts = Received(Blobs.Trained($"{kind}?trees=30", 1, 800).Partition([2]));
        var byRecall = target.Members.OrderBy(static member => member.Record.Recall(2)).ThenBy(static member => member.Record.Accuracy).ToList();
        var before = target.Members.Select(static member => member.Tree).ToList();

        target.Merge(parts, MergeStyle.Replace, 1);

        var replaced = target.Members.Where((member, i) => member.Tree != before[i]).ToList();
        Assert.That(parts, Has.Count.EqualTo(10));
        Assert.That(replaced, Is.EquivalentTo(byRecall.Take(5)));
    }

    [Test]
    public void A_received_tree_starts_with_a_neutral_record_and_fresh_detectors()
    {
        var target = (TreeEnsemble)Blobs.Trained($"{kind}?trees=1", 2, 800);

        target.Merge(Received(Blobs.Trained(kind, 1, 800).Partition([2])), MergeStyle.Replace, 1);

        var member = target.Members.Single();
        Assert.That(member.Record.Accuracy, Is.EqualTo(0.5));
        Assert.That(member.Drift.Width, Is.Zero);
        Assert.That(member.Background, Is.Null);
        Assert.That(member.Learned[2], Is.Positive);
    }

    [Test]
    public void On_average_as_many_trees_give_way_as_the_donors_share_of_the_samples()
    {
        var target = (TreeEnsemble)Blobs.Trained(kind, 2, 1500);
        var before = target.Members.Select(static member => member.Tree).ToList();

        // A quarter of 400 samples beside a quarter of 1500: the share is about a fifth.
        target.Merge(Received(Blobs.Trained($"{kind}?trees=30", 1, 400).Partition([2])), MergeStyle.Average, 1);

        Assert.That(target.Members.Where((member, i) => member.Tree != before[i]).Count(), Is.EqualTo(2));
    }

    // As they arrive: through bytes.
    private static List<ModelPart> Received(IReadOnlyList<ModelPart> parts) => [.. parts.Select(static part => ModelPart.FromBytes(part.Bytes.Span))];

    private static int Right(IOnlineLearner learner, List<(float[] Features, int Label)> samples) =>
        samples.Count(sample => learner.Predict(sample.Features).Label == sample.Label);
}
