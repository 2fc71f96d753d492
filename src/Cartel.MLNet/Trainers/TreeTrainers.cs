using Cartel.Learning;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers.FastTree;

namespace Cartel.MLNet;

/// <summary>Gradient boosted trees (Friedman, 2001), on one thread; ML.NET calibrates their sum on the batch itself.</summary>
/// <param name="Trees">1 to 500.</param>
/// <param name="Leaves">Of each tree, at most: 2 to 256.</param>
/// <param name="Least">How many samples a leaf holds at least: 1 to 1000.</param>
/// <param name="Rate">How much of its step each tree takes.</param>
internal sealed record FastTree(int Trees, int Leaves, int Least, double Rate) : ITreesTrainer
{
    public static FastTree From(Settings settings) => new(
        settings.Number("trees", 20, 1, 500), settings.Number("leaves", 16, 2, 256), settings.Number("least", 5, 1, 1000), settings.Number("rate", 0.2, 1e-3, 1));

    public BinaryTrees Train(IReadOnlyList<(float[] Features, int Label)> set, int label, int seed)
    {
        var context = new MLContext(seed);
        var model = context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            NumberOfTrees = Trees,
            NumberOfLeaves = Leaves,
            MinimumExampleCountPerLeaf = Least,
            LearningRate = Rate,
            NumberOfThreads = 1,
            Seed = seed,
            FeatureSelectionSeed = seed,
            MemoryStatistics = false,
        }).Fit(Batch.Of(context, set, label)).Model;
        return model.SubModel.TrainedTreeEnsemble.Calibrated(model.Calibrator);
    }
}

/// <summary>Random forest (Breiman, 2001) of regression trees on bootstrap samples, on one thread; its mean is calibrated on the batch itself.</summary>
/// <param name="Trees">1 to 500.</param>
/// <param name="Leaves">Of each tree, at most: 2 to 256.</param>
/// <param name="Least">How many samples a leaf holds at least: 1 to 1000.</param>
internal sealed record FastForest(int Trees, int Leaves, int Least) : ITreesTrainer
{
    public static FastForest From(Settings settings) =>
        new(settings.Number("trees", 20, 1, 500), settings.Number("leaves", 16, 2, 256), settings.Number("least", 5, 1, 1000));

    public BinaryTrees Train(IReadOnlyList<(float[] Features, int Label)> set, int label, int seed)
    {
        var context = new MLContext(seed);
        var data = Batch.Of(context, set, label);
        var forest = context.BinaryClassification.Trainers.FastForest(new FastForestBinaryTrainer.Options
        {
            NumberOfTrees = Trees,
            NumberOfLeaves = Leaves,
            MinimumExampleCountPerLeaf = Least,
            NumberOfThreads = 1,
            Seed = seed,
            FeatureSelectionSeed = seed,
            MemoryStatistics = false,
        }).Fit(data);
        IPredictionTransformer<PlattCalibrator> calibration = context.BinaryClassification.Calibrators.Platt().Fit(forest.Transform(data));
        return forest.Model.TrainedTreeEnsemble.Calibrated(calibration.Model);
    }
}

internal static class TreeEnsembles
{
    /// <summary>ML.NET's trees as our own, which predict without it and can travel.</summary>
    public static BinaryTrees Calibrated<T>(this TreeEnsemble<T> ensemble, PlattCalibrator calibrator)
        where T : RegressionTreeBase
    {
        var builder = new BinaryTrees.Builder();
        for (var i = 0; i < ensemble.Trees.Count; i++)
        {
            var (tree, weight) = (ensemble.Trees[i], ensemble.TreeWeights[i]);
            builder.Add(place => place < 0 ? Leaf(tree, weight, place) : Node(tree, place), root: tree.NumberOfNodes > 0 ? 0 : -1);
        }

        builder.Add(_ => new BinaryTrees.Split(-1, (float)ensemble.Bias, 0, 0), root: -1);
        return builder.Build(calibrator.Slope, calibrator.Offset);
    }

    private static BinaryTrees.Split Leaf(RegressionTreeBase tree, double weight, int place) => new(-1, (float)(weight * tree.LeafValues[~place]), 0, 0);

    private static BinaryTrees.Split Node(RegressionTreeBase tree, int place) =>
        new(tree.NumericalSplitFeatureIndexes[place], tree.NumericalSplitThresholds[place], tree.LeftChild[place], tree.RightChild[place]);
}
