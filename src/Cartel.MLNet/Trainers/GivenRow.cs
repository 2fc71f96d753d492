using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Cartel.MLNet;

/// <summary>A hyperplane as the model that ML.NET's trainers go on from.</summary>
/// <remarks>
/// ML.NET lets nobody make such a model but its trainers. One step of a perceptron from 0 makes any: with rate η on the one sample
/// x, which is on the side y = ±1, the weights are ηy·x and the bias is ηy. So η = |b|, y the sign of b and x = w / b give w and b, but for the
/// last bit of a weight. Where b is nearly 0 it becomes a millionth.
/// </remarks>
internal static class GivenRow
{
    private const float LeastBias = 1e-6f;

    public static LinearModelParameters Of(MLContext context, Row row)
    {
        var bias = MathF.Abs(row.Bias) >= LeastBias ? row.Bias : LeastBias;
        float[] sample = [.. row.Weights.Select(weight => weight / bias)];
        var trainer = context.BinaryClassification.Trainers.AveragedPerceptron(new AveragedPerceptronTrainer.Options
        {
            Averaged = false,
            LearningRate = MathF.Abs(bias),
            NumberOfIterations = 1,
            Shuffle = false,
        });
        return trainer.Fit(Batch.Of(context, [(sample, bias > 0 ? 1 : 0)], 1)).Model;
    }

    public static Row From(LinearModelParameters model) => new([.. model.Weights], model.Bias);
}
