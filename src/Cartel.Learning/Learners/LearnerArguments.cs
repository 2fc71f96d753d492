using System.Numerics.Tensors;

namespace Cartel.Learning;

/// <summary>The checks that every learner makes of what it is given.</summary>
internal static class LearnerArguments
{
    /// <summary>Checks an encoded sample: its length, and that every value is finite.</summary>
    public static void RequireFeatures(this FeatureSchema schema, ReadOnlySpan<float> features)
    {
        if (features.Length != schema.EncodedLength)
            throw new ArgumentException($"has length {features.Length}; the task has {schema.EncodedLength} encoded features", nameof(features));

        if (!TensorPrimitives.IsFiniteAll(features)) RefuseValue(features);
    }

    /// <summary>The label, if it is the index of one of the task's classes.</summary>
    public static int RequireLabel(this FeatureSchema schema, int label) => (uint)label < (uint)schema.Classes.Count
        ? label
        : throw new ArgumentOutOfRangeException(nameof(label), label, $"must be the index of one of the task's {schema.Classes.Count} classes");

    /// <summary>Checks the place for one probability per class.</summary>
    public static void RequireProbabilities(this FeatureSchema schema, ReadOnlySpan<float> probabilities)
    {
        if (probabilities.Length != schema.Classes.Count)
            throw new ArgumentException($"has length {probabilities.Length}; the task has {schema.Classes.Count} classes", nameof(probabilities));
    }

    /// <summary>Checks that a part is of this learner's kind and schema and knows exactly one of its classes.</summary>
    /// <returns>The class.</returns>
    /// <exception cref="ModelFormatException">It does not fit.</exception>
    public static int RequireOneClassOf(this ModelPart part, IOnlineLearner learner)
    {
        part.RequireFits(learner);
        if (part.Classes.Count != 1 || (uint)part.Classes[0] >= (uint)learner.Schema.Classes.Count)
            throw new ModelFormatException($"a {learner.Kind} part has exactly one class, of the task's");

        return part.Classes[0];
    }

    /// <summary>Checks that a part is of this learner's kind and schema.</summary>
    /// <exception cref="ModelFormatException">It does not fit.</exception>
    public static void RequireFits(this ModelPart part, IOnlineLearner learner)
    {
        if (part.LearnerKind != learner.Kind) throw new ModelFormatException($"the part is of a {part.LearnerKind} learner; this one is {learner.Kind}");
        if (part.SchemaHash != learner.Schema.Hash) throw new ModelFormatException("the part is of another schema");
    }

    private static void RefuseValue(ReadOnlySpan<float> features)
    {
        var bad = 0;
        while (float.IsFinite(features[bad])) bad++;
        throw new ArgumentException($"feature {bad} is {features[bad]}, not a finite number", nameof(features));
    }
}
