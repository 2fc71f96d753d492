namespace Cartel.Learning;

/// <summary>Baseline: predicts the label of the sample before; hard to beat where labels come in runs.</summary>
/// <remarks>
/// The “no-change classifier” of I. Žliobaitė et al., “Evaluation methods and decision theory for classification of
/// streaming data with temporal dependence”, Machine Learning 98(3), 2015.
/// </remarks>
/// <param name="schema">The task's columns and classes.</param>
public sealed class PreviousLabelLearner(FeatureSchema schema) : BaselineLearner(schema)
{
    internal const string Name = "previous-label";

    /// <inheritdoc/>
    public override string Kind => Name;

    private protected override BaselineLearner New() => new PreviousLabelLearner(Schema);

    private protected override void Favour(int label) => Favourite = label;

    private protected override float Probability(int label) => label == Favourite ? 1 : 0;
}
