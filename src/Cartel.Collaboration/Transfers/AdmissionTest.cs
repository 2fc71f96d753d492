using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>How a model did on recent samples, each before it learned it.</summary>
/// <param name="Error">Expected error under the target's current class mix, in [0, 1].</param>
/// <param name="LogLoss">Expected −log₂ probability of the true class there, in bits; decides ties.</param>
internal readonly record struct HeldOutScore(double Error, double LogLoss)
{
    /// <summary>Strictly better: fewer errors; or as many, and surer of what is right by a tenth.</summary>
    public bool Beats(HeldOutScore other) => Error < other.Error || (Error == other.Error && LogLoss < 0.9 * other.LogLoss);
}

/// <summary>Scores a model on the target's recent samples: a part goes in only if it beats what runs now.</summary>
/// <remarks>
/// Each sample is predicted and then learned. The samples' class mix lags behind the stream's, most of all when a class is new. Errors
/// are therefore averaged within each class and weighted by the class's share *now*.
/// </remarks>
internal static class AdmissionTest
{
    private const float LeastProbability = 1e-4f;

    /// <param name="model">The model to score; learns the samples.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="since">Only samples that arrived at this number or later count; all are learned.</param>
    /// <param name="prior">The weight of each class; at least 0.</param>
    public static HeldOutScore Run(IOnlineLearner model, SampleRing samples, long since, ReadOnlySpan<double> prior)
    {
        var classes = prior.Length;
        var (counts, errors, losses) = (new int[classes], new int[classes], new double[classes]);
        var probabilities = new float[classes];
        for (var i = 0; i < samples.Count; i++)
        {
            var features = samples.Features(i);
            var label = samples.Label(i);
            if (samples.Arrival(i) >= since)
            {
                model.Score(features, probabilities);
                counts[label]++;
                if (model.Predict(features).Label != label) errors[label]++;
                losses[label] -= Math.Log2(Math.Max(LeastProbability, probabilities[label]));
            }

            model.Learn(features, label);
        }

        var (error, loss, weight) = (0.0, 0.0, 0.0);
        for (var k = 0; k < classes; k++)
        {
            if (counts[k] == 0) continue;

            error += prior[k] * errors[k] / counts[k];
            loss += prior[k] * losses[k] / counts[k];
            weight += prior[k];
        }

        return weight > 0 ? new HeldOutScore(error / weight, loss / weight) : new HeldOutScore(1, double.MaxValue);
    }
}
