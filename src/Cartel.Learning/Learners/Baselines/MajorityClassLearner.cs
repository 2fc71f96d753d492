namespace Cartel.Learning;

/// <summary>Baseline: predicts the class that has occurred most often so far; probabilities are the classes' shares.</summary>
/// <remarks>Of classes that are level, the one that got there first.</remarks>
/// <param name="schema">The task's columns and classes.</param>
public sealed class MajorityClassLearner(FeatureSchema schema) : BaselineLearner(schema)
{
    internal const string Name = "majority-class";

    /// <inheritdoc/>
    public override string Kind => Name;

    private protected override BaselineLearner New() => new MajorityClassLearner(Schema);

    private protected override void Favour(int label)
    {
        if (Favourite < 0 || Counts[label] > Counts[Favourite]) Favourite = label;
    }

    private protected override float Probability(int label) => (float)((double)Counts[label] / SamplesLearned);
}
