using System.Text;

namespace Cartel.Learning;

/// <summary>What the learners share that look at labels only, never at features: what any other must beat.</summary>
/// <remarks>
/// O(1) time a sample to learn; 8 bytes a class; no allocation. They hold no knowledge that would be of use elsewhere:
/// they have no parts, and refuse any.
/// </remarks>
public abstract class BaselineLearner : IOnlineLearner, IExplicitLearner
{
    private const byte Version = 1;

    private readonly long[] _counts;

    private protected BaselineLearner(FeatureSchema schema) => (Schema, _counts) = (schema, new long[schema.Classes.Count]);

    /// <inheritdoc/>
    public abstract string Kind { get; }

    /// <inheritdoc/>
    public FeatureSchema Schema { get; }

    /// <inheritdoc/>
    public long SamplesLearned { get; private set; }

    /// <inheritdoc/>
    public long ModelBytes => (_counts.Length * 8L) + 4;

    private protected ReadOnlySpan<long> Counts => _counts;

    /// <summary>The label that is predicted now; −1 before the first sample.</summary>
    private protected int Favourite { get; set; } = Sample.Unlabelled;

    /// <inheritdoc/>
    public long Evidence(int label) => _counts[Schema.RequireLabel(label)];

    /// <inheritdoc/>
    public Prediction Predict(ReadOnlySpan<float> features)
    {
        Schema.RequireFeatures(features);
        return new Prediction(Favourite, Favourite < 0 ? 0 : Probability(Favourite));
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<float> features, Span<float> probabilities)
    {
        Schema.RequireFeatures(features);
        Schema.RequireProbabilities(probabilities);
        for (var k = 0; k < probabilities.Length; k++) probabilities[k] = Favourite < 0 ? 0 : Probability(k);
    }

    /// <inheritdoc/>
    public void Learn(ReadOnlySpan<float> features, int label)
    {
        Schema.RequireFeatures(features);
        _counts[Schema.RequireLabel(label)]++;
        SamplesLearned++;
        Favour(label);
    }

    /// <summary>None: there is nothing to lend.</summary>
    public IReadOnlyList<ModelPart> Partition(IReadOnlyList<int> classes)
    {
        foreach (var label in classes) Schema.RequireLabel(label);
        return [];
    }

    /// <summary>Refuses every part.</summary>
    /// <exception cref="ModelFormatException">There is a part.</exception>
    public void Merge(IReadOnlyList<ModelPart> parts, MergeStyle style, int seed)
    {
        if (parts.Count > 0) throw new ModelFormatException($"a {Kind} learner has no use for parts");
    }

    /// <inheritdoc/>
    public IOnlineLearner Clone()
    {
        var copy = New();
        _counts.CopyTo(copy._counts, 0);
        (copy.SamplesLearned, copy.Favourite) = (SamplesLearned, Favourite);
        return copy;
    }

    /// <inheritdoc/>
    public IOnlineLearner Untrained() => New();

    /// <inheritdoc/>
    public DecisionFormula Formula() =>
        new ConstantFormula(Favourite, [.. Enumerable.Range(0, _counts.Length).Select(label => Favourite < 0 ? 0 : Probability(label))]);

    /// <inheritdoc/>
    public byte[] Save()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.ASCII);
        OnlineLearner.WriteHeader(writer, Kind, Schema);
        writer.Write(Version);
        writer.Write(Favourite);
        foreach (var count in _counts) writer.Write(count);
        return stream.ToArray();
    }

    internal static BaselineLearner Restore(BaselineLearner learner, ref SpanReader reader)
    {
        reader.Version(Version);
        learner.Favourite = reader.Int32();
        for (var k = 0; k < learner._counts.Length; k++)
        {
            learner._counts[k] = reader.Count();
            learner.SamplesLearned += learner._counts[k];
            // Each count is within bounds; so must their sum be, or probabilities do not add up.
            if (learner.SamplesLearned > 1L << 60) throw new ModelFormatException("a baseline's counts exceed any stream");
        }

        if (learner.Favourite != Sample.Unlabelled && ((uint)learner.Favourite >= (uint)learner._counts.Length || learner._counts[learner.Favourite] == 0))
            throw new ModelFormatException($"a baseline cannot favour class {learner.Favourite}");

        return learner;
    }

    private protected abstract BaselineLearner New();

    private protected abstract void Favour(int label);

    private protected abstract float Probability(int label);
}
