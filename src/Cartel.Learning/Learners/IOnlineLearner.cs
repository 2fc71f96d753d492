namespace Cartel.Learning;

/// <summary>What a learner says of a sample.</summary>
/// <param name="Label">The class, or <see cref="Sample.Unlabelled"/> while the learner knows none.</param>
/// <param name="Confidence">The class's estimated probability, in [0, 1].</param>
public readonly record struct Prediction(int Label, float Confidence);

/// <summary>An online classifier whose model is made of parts that can be lent to another agent.</summary>
/// <remarks>
/// <para>Features are the encoded vector of the task (numeric as they are, nominal one-hot; no NaN), in *raw* units: a
/// learner that needs scaling keeps its own, and folds it into the parts that it gives, so that agents with other
/// scales understand each other.</para>
/// <para>Same settings, same samples in the same order, same merges: same model, bit by bit. Not thread-safe.</para>
/// </remarks>
public interface IOnlineLearner
{
    /// <summary>The learner's name in manifests, parts and snapshots, such as <c>linear-logistic</c>.</summary>
    string Kind { get; }

    /// <summary>The task's columns and classes.</summary>
    FeatureSchema Schema { get; }

    /// <summary>How many samples this model has learned from itself.</summary>
    long SamplesLearned { get; }

    /// <summary>The size of the model as it stands in memory, in bytes, without what is shared with others.</summary>
    long ModelBytes { get; }

    /// <summary>How many samples of a class formed this model's knowledge of it, borrowed ones included; 0: unknown.</summary>
    long Evidence(int label);

    /// <summary>Predicts; changes nothing and allocates nothing.</summary>
    /// <param name="features">Length <c>Schema.EncodedLength</c>; finite.</param>
    /// <exception cref="ArgumentException">The length is wrong, or a value is not finite.</exception>
    Prediction Predict(ReadOnlySpan<float> features);

    /// <summary>Estimates the probability of each class: 0 for unknown ones, summing to 1 if any is known.</summary>
    /// <param name="features">Length <c>Schema.EncodedLength</c>; finite.</param>
    /// <param name="probabilities">Length <c>Schema.Classes.Count</c>; overwritten.</param>
    /// <exception cref="ArgumentException">A length is wrong, or a value is not finite.</exception>
    void Score(ReadOnlySpan<float> features, Span<float> probabilities);

    /// <summary>Learns one labelled sample; allocates nothing, save where a plug-in's learner trains on a batch.</summary>
    /// <param name="features">Length <c>Schema.EncodedLength</c>; finite.</param>
    /// <param name="label">An index into <c>Schema.Classes</c>.</param>
    /// <exception cref="ArgumentException">The length or label is wrong, or a value is not finite; the model is unchanged.</exception>
    void Learn(ReadOnlySpan<float> features, int label);

    /// <summary>Cuts out copies of the parts that hold the knowledge of some classes; unknown classes yield none.</summary>
    IReadOnlyList<ModelPart> Partition(IReadOnlyList<int> classes);

    /// <summary>Puts parts of another agent's model into this one.</summary>
    /// <param name="parts">Parts of the kind that this learner gives, and of the same schema.</param>
    /// <param name="style">What becomes of the knowledge that was there.</param>
    /// <param name="seed">Seeds the rehearsal of <see cref="MergeStyle.Rehearse"/>.</param>
    /// <exception cref="ModelFormatException">A part is of another kind, schema or shape, or holds values that are not
    /// finite or too large; the model is unchanged.</exception>
    void Merge(IReadOnlyList<ModelPart> parts, MergeStyle style, int seed);

    /// <summary>An independent copy.</summary>
    IOnlineLearner Clone();

    /// <summary>An independent copy, in the memory of a model that nobody needs any more where that fits.</summary>
    /// <param name="spare">Not to be used again, whatever becomes of it.</param>
    IOnlineLearner Clone(IOnlineLearner spare) => Clone();

    /// <summary>A learner of the same kind, schema and settings that has learned nothing: what holds a donor's parts alone.</summary>
    IOnlineLearner Untrained();

    /// <summary>The whole state in the versioned binary form that <see cref="OnlineLearner.Restore"/> reads.</summary>
    byte[] Save();
}

/// <summary>What becomes of the knowledge that was there when a part is merged.</summary>
public enum MergeStyle
{
    /// <summary>The part takes its place.</summary>
    Replace,

    /// <summary>The part takes its place, and the other classes' rows learn, from the part's sketch, not to fire on it.</summary>
    Rehearse,

    /// <summary>Old and new are averaged where both know the class, by their evidence; a class that is new is rehearsed.</summary>
    Average,
}
