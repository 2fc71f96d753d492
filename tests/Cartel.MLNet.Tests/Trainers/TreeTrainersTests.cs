using Cartel.Testing;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace Cartel.MLNet.Tests;

public sealed class TreeTrainersTests
{
    private static readonly (float[] Features, int Label)[] Set = [.. Blobs.Take(3, 300)];

    [Test]
    public void Boosted_trees_predict_as_ML_NETs_own_do()
    {
        var context = new MLContext(5);
        var theirs = context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            NumberOfTrees = 7,
            NumberOfLeaves = 8,
            MinimumExampleCountPerLeaf = 3,
            LearningRate = 0.2,
            NumberOfThreads = 1,
            Seed = 5,
            FeatureSelectionSeed = 5,
            MemoryStatistics = false,
        }).Fit(Batch.Of(context, Set, 0));

        var ours = new FastTree(Trees: 7, Leaves: 8, Least: 3, Rate: 0.2).Train(Set, 0, seed: 5);

        AreEqual(ours, theirs.Transform(Batch.Of(context, Set, 0)));
    }

    [Test]
    public void A_forest_predicts_as_ML_NETs_own_does()
    {
        var context = new MLContext(5);
        var data = Batch.Of(context, Set, 0);
        var theirs = context.BinaryClassification.Trainers.FastForest(new FastForestBinaryTrainer.Options
        {
            NumberOfTrees = 7,
            NumberOfLeaves = 8,
            MinimumExampleCountPerLeaf = 3,
            NumberOfThreads = 1,
            Seed = 5,
            FeatureSelectionSeed = 5,
            MemoryStatistics = false,
        }).Fit(data);
        var scored = theirs.Transform(data);

        var ours = new FastForest(Trees: 7, Leaves: 8, Least: 3).Train(Set, 0, seed: 5);

        AreEqual(ours, context.BinaryClassification.Calibrators.Platt().Fit(scored).Transform(scored));
    }

    [Test]
    public void A_batch_too_small_to_split_makes_trees_without_a_split()
    {
        var ours = new FastTree(Trees: 3, Leaves: 8, Least: 10, Rate: 0.2).Train(Set[..4], Set[0].Label, seed: 5);

        Assert.That(ours.Probability(Set[0].Features), Is.EqualTo(ours.Probability(Set[100].Features)).And.InRange(0, 1));
    }

    private static void AreEqual(BinaryTrees ours, IDataView theirs) =>
        Assert.That(Set.Select(sample => ours.Probability(sample.Features)), Is.EqualTo(theirs.GetColumn<float>("Probability").Select(static p => (double)p)).Within(1e-5));
}
