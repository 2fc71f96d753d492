using Cartel.Learning;

namespace Cartel.Onnx.Tests;

/// <summary>The comparisons with ONNX Runtime meet every form that trees take.</summary>
public sealed class ExportedTreesTests
{
    [Test]
    public void Leaves_predict_by_naive_Bayes_and_by_majority_and_splits_have_many_branches()
    {
        var trees = Formula(ExportedScoresTests.EagerTree);

        Assert.That(trees.Leaves, Has.Some.Matches<FormulaLeaf>(static leaf => leaf!.Densities.Count > 0));
        Assert.That(trees.Leaves, Has.Some.Matches<FormulaLeaf>(static leaf => leaf!.Densities.Count == 0));
        Assert.That(trees.Trees[0].Splits.Select(static split => split.Feature).Distinct().Count(), Is.GreaterThan(12), "columns, and each of the twelve sites");
    }

    [Test]
    public void Alternates_vote_beside_the_tree_that_they_may_replace_where_its_paths_lead_to_them()
    {
        var trees = Formula(ExportedScoresTests.EagerAdaptiveTree);

        Assert.That(trees.Trees, Has.Count.GreaterThan(2));
        Assert.That(trees.Leaves, Has.Some.Matches<FormulaLeaf>(static leaf => leaf!.Weight == 0), "off the path");
    }

    [Test]
    public void Borrowed_trees_know_classes_that_the_others_do_not()
    {
        var (learner, _) = Mixture.Learned("adaptive-random-forest", 1, 4_000, classes: 3);
        var (donor, _) = Mixture.Learned("adaptive-random-forest", 2, ExportedScoresTests.Samples);
        learner.Merge(donor.Partition([3, 4]), MergeStyle.Replace, seed: 1);

        Assert.That(((TreesFormula)((IExplicitLearner)learner).Formula()).AllKnowAll, Is.False);
    }

    private static TreesFormula Formula(string kind) =>
        (TreesFormula)((IExplicitLearner)Mixture.Learned(kind, 1, ExportedScoresTests.Samples).Learner).Formula();
}
