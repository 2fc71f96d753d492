using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>How a probation stands.</summary>
internal enum ProbationVerdict
{
    /// <summary>Not decided yet.</summary>
    Open,

    /// <summary>The merged model did at least as well: it stays.</summary>
    Kept,

    /// <summary>The former model did better: it returns.</summary>
    Undone,
}

/// <summary>The merged model and the former one side by side, weighted by their losses.</summary>
/// <remarks>
/// <para>Weights follow fixed share, wᵢ ← (1−α)·vᵢ + α·vⱼ with vᵢ ∝ wᵢ·e^(−η·lossᵢ) (Herbster and Warmuth, “Tracking the
/// best expert”, Machine Learning 32, 1998), on 0/1 losses; predictions are those of the weighted mean of the
/// probabilities. The former model goes on learning, so that returning to it costs nothing. Compare DriftSurf's reactive
/// state (Tahmasbi et al., ICML 2021).</para>
/// <para>It ends after <see cref="Length"/> labelled samples, or as soon as one side's lead in samples that only one of
/// them got right passes 3 standard deviations of a fair coin.</para>
/// </remarks>
internal sealed class Probation(IOnlineLearner merged, IOnlineLearner former)
{
    /// <summary>The longest probation, in labelled samples.</summary>
    public const int Length = 200;

    private const int LeastDisagreements = 9;
    private const double LearningRate = 1;
    private const double Share = 0.01;

    // The admission test spoke for the merged model.
    private double _trust = 0.9;
    private int _samples;
    private int _mergedAlone;
    private int _formerAlone;

    private readonly float[] _mergedScores = new float[merged.Schema.Classes.Count];
    private readonly float[] _formerScores = new float[merged.Schema.Classes.Count];

    public IOnlineLearner Merged => merged;

    public IOnlineLearner Former => former;

    /// <summary>The prediction of both, weighted.</summary>
    public Prediction Predict(ReadOnlySpan<float> features)
    {
        merged.Score(features, _mergedScores);
        former.Score(features, _formerScores);
        var (best, highest) = (Sample.Unlabelled, 0f);
        for (var k = 0; k < _mergedScores.Length; k++)
        {
            var score = (float)((_trust * _mergedScores[k]) + ((1 - _trust) * _formerScores[k]));
            if (score > highest) (best, highest) = (k, score);
        }

        return new Prediction(best, highest);
    }

    /// <summary>Takes a labelled sample into account, before either model learns it.</summary>
    public ProbationVerdict Observe(ReadOnlySpan<float> features, int label)
    {
        var mergedWrong = merged.Predict(features).Label != label;
        var formerWrong = former.Predict(features).Label != label;
        _samples++;
        if (!mergedWrong && formerWrong) _mergedAlone++;
        if (mergedWrong && !formerWrong) _formerAlone++;

        var mergedWeight = _trust * Math.Exp(mergedWrong ? -LearningRate : 0);
        var formerWeight = (1 - _trust) * Math.Exp(formerWrong ? -LearningRate : 0);
        _trust = (mergedWeight / (mergedWeight + formerWeight) * (1 - (2 * Share))) + Share;
        return Judge();
    }

    public void Learn(ReadOnlySpan<float> features, int label)
    {
        merged.Learn(features, label);
        former.Learn(features, label);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_trust);
        writer.Write(_samples);
        writer.Write(_mergedAlone);
        writer.Write(_formerAlone);
        writer.WriteBlock(former.Save());
    }

    public static Probation Restore(IOnlineLearner merged, ref SpanReader reader)
    {
        var (trust, samples, mergedAlone, formerAlone) = (reader.Double(), reader.Int32(), reader.Int32(), reader.Int32());
        if (!(trust is >= 0 and <= 1) || samples is < 0 or > Length || mergedAlone < 0 || formerAlone < 0 || mergedAlone + formerAlone > samples)
            throw new ModelFormatException($"a probation of {samples} samples with a weight of {trust}, and {mergedAlone} to {formerAlone} right alone");

        return new Probation(merged, OnlineLearner.Restore(merged.Schema, reader.Block()))
        {
            _trust = trust,
            _samples = samples,
            _mergedAlone = mergedAlone,
            _formerAlone = formerAlone,
        };
    }

    private ProbationVerdict Judge()
    {
        var (lead, disagreements) = (_mergedAlone - _formerAlone, _mergedAlone + _formerAlone);
        var decided = disagreements >= LeastDisagreements && Math.Abs(lead) > 3 * Math.Sqrt(disagreements);
        if (!decided && _samples < Length) return ProbationVerdict.Open;
        return lead >= 0 ? ProbationVerdict.Kept : ProbationVerdict.Undone;
    }
}
