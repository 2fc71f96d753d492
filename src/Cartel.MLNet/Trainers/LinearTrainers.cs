using Cartel.Learning;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Cartel.MLNet;

/// <summary>Perceptron whose row is the mean of all rows on the way (Freund and Schapire, 1999). ML.NET's descends the hinge loss with margin 1.</summary>
/// <param name="Passes">Over the batch: 1 to 100.</param>
/// <param name="Rate">Of its steps, in scaled units.</param>
internal sealed record AveragedPerceptron(int Passes, float Rate) : IRowTrainer
{
    public LinearLoss Loss => LinearLoss.Hinge;

    public bool CanBeWarm => true;

    public static AveragedPerceptron From(Settings settings) => new(settings.Number("passes", 10, 1, 100), settings.Number("rate", 0.1f, 1e-4f, 10f));

    public Row Train(IReadOnlyList<(float[] Features, int Label)> set, int label, Row? former, int seed)
    {
        var context = new MLContext(seed);
        var trainer = context.BinaryClassification.Trainers.AveragedPerceptron(new AveragedPerceptronTrainer.Options
        {
            NumberOfIterations = Passes,
            LearningRate = Rate,
            LazyUpdate = false, // else a batch of which the row is right has no mean, and the row is lost
            Shuffle = false,
        });
        var data = Batch.Of(context, set, label);
        return GivenRow.From((former is null ? trainer.Fit(data) : trainer.Fit(data, GivenRow.Of(context, former))).Model);
    }
}

/// <summary>Linear support vector machine, Pegasos (Shalev-Shwartz et al., 2011) with ML.NET's rate 1 / (1 + λt).</summary>
/// <remarks>A training starts with t = 0 again: one which goes on from a good row takes steps as long as a sample first, and of a small batch comes out
/// hardly better than without that row (measured in docs/mlnet.md). It needs a window that has all that it should know.</remarks>
/// <param name="Passes">Over the batch: 1 to 100.</param>
/// <param name="Lambda">λ, the weight of the row's squared length.</param>
internal sealed record LinearSvm(int Passes, float Lambda) : IRowTrainer
{
    public LinearLoss Loss => LinearLoss.Hinge;

    public bool CanBeWarm => true;

    public static LinearSvm From(Settings settings) => new(settings.Number("passes", 3, 1, 100), settings.Number("lambda", 0.01f, 1e-6f, 1f));

    public Row Train(IReadOnlyList<(float[] Features, int Label)> set, int label, Row? former, int seed)
    {
        var context = new MLContext(seed);
        var trainer = context.BinaryClassification.Trainers.LinearSvm(new LinearSvmTrainer.Options { NumberOfIterations = Passes, Lambda = Lambda, Shuffle = false });
        var data = Batch.Of(context, set, label);
        return GivenRow.From((former is null ? trainer.Fit(data) : trainer.Fit(data, GivenRow.Of(context, former))).Model);
    }
}

/// <summary>Logistic regression by L-BFGS (Nocedal, 1980), on one thread.</summary>
/// <param name="Steps">The most iterations: 1 to 1000.</param>
/// <param name="L2">The weight of the row's squared length.</param>
/// <param name="L1">The weight of the sum of its sizes.</param>
internal sealed record LogisticRegression(int Steps, float L2, float L1) : IRowTrainer
{
    public LinearLoss Loss => LinearLoss.Logistic;

    public bool CanBeWarm => true;

    public static LogisticRegression From(Settings settings) =>
        new(settings.Number("steps", 20, 1, 1000), settings.Number("l2", 0.1f, 0f, 1000f), settings.Number("l1", 0f, 0f, 1000f));

    public Row Train(IReadOnlyList<(float[] Features, int Label)> set, int label, Row? former, int seed)
    {
        var context = new MLContext(seed);
        var trainer = context.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            MaximumNumberOfIterations = Steps,
            L2Regularization = L2,
            L1Regularization = L1,
            NumberOfThreads = 1,
            Quiet = true,
        });
        var data = Batch.Of(context, set, label);
        return GivenRow.From((former is null ? trainer.Fit(data) : trainer.Fit(data, GivenRow.Of(context, former))).Model.SubModel);
    }
}

/// <summary>Logistic regression by stochastic dual coordinate ascent (Shalev-Shwartz and Zhang, 2013), on one thread; always from nothing.</summary>
/// <param name="Passes">Over the batch, at most: 1 to 1000.</param>
/// <param name="L2">The weight of the row's squared length.</param>
internal sealed record Sdca(int Passes, float L2) : IRowTrainer
{
    public LinearLoss Loss => LinearLoss.Logistic;

    public bool CanBeWarm => false;

    public static Sdca From(Settings settings) => new(settings.Number("passes", 20, 1, 1000), settings.Number("l2", 1e-4f, 1e-7f, 10f));

    public Row Train(IReadOnlyList<(float[] Features, int Label)> set, int label, Row? former, int seed)
    {
        var context = new MLContext(seed);
        var trainer = context.BinaryClassification.Trainers.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options
        {
            MaximumNumberOfIterations = Passes,
            ConvergenceTolerance = 0.01f, // ML.NET's 0.1 stops before a rare class is learned
            L2Regularization = L2,
            NumberOfThreads = 1,
            Shuffle = false,
        });
        return GivenRow.From(trainer.Fit(Batch.Of(context, set, label)).Model.SubModel);
    }
}
