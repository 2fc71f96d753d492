using Cartel.Learning;

namespace Cartel.Agent;

/// <summary>Predicts for others, on the pipeline's thread and between two of its samples: with the model as it is at that moment.</summary>
/// <remarks>
/// <para>Between two samples the pipeline runs what was posted, so a prediction waits for one sample, at times for one checkpoint, and
/// never for more than <see cref="AtOnce"/> predictions of a batch; it needs no copy of the model and no lock.</para>
/// </remarks>
internal sealed class Predictor(AgentState state, Mailbox mailbox)
{
    /// <summary>How many predictions of a batch hold up the pipeline at a time.</summary>
    public const int AtOnce = 32;

    private readonly float[] _features = new float[state.Encoder.Length];

    /// <summary>Predicts samples.</summary>
    /// <param name="values">The columns' values, sample after sample.</param>
    /// <param name="withProbabilities">Whether the probability of each class is wanted.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OperationCanceledException">The pipeline did not get to it in time.</exception>
    public async Task<Predictions> PredictAsync(float[] values, bool withProbabilities, CancellationToken cancellation)
    {
        var count = values.Length / state.Source.Schema.Features.Count;
        var all = new Predictions(new Prediction[count], withProbabilities ? new float[count * state.Source.Schema.Classes.Count] : []);
        for (var from = 0; from < count; from += AtOnce)
        {
            var (first, last) = (from, Math.Min(count, from + AtOnce));
            await mailbox.TellAsync(() => Predict(values, all, first, last), cancellation, isWanted: true);
        }

        return all;
    }

    // On the pipeline's thread.
    private void Predict(float[] values, Predictions all, int first, int last)
    {
        var (columns, classes, learner) = (state.Source.Schema.Features.Count, state.Source.Schema.Classes.Count, state.Learner);
        for (var i = first; i < last; i++)
        {
            state.Encoder.Encode(values.AsSpan(i * columns, columns), _features);
            all.Labels[i] = learner.Predict(_features);
            if (all.Probabilities.Length > 0) learner.Score(_features, all.Probabilities.AsSpan(i * classes, classes));
        }

        (all.SamplesLearned, all.OnTrial) = (learner.Model.SamplesLearned, learner.IsOnTrial);
    }
}

/// <summary>What was predicted, and by which model.</summary>
/// <param name="labels">For each sample.</param>
/// <param name="probabilities">For each sample that of each class; empty: not wanted.</param>
internal sealed class Predictions(Prediction[] labels, float[] probabilities)
{
    public Prediction[] Labels => labels;

    public float[] Probabilities => probabilities;

    /// <summary>The model's version: how many samples it had learned.</summary>
    public long SamplesLearned { get; set; }

    /// <summary>Whether borrowed parts were on trial in it.</summary>
    public bool OnTrial { get; set; }
}
