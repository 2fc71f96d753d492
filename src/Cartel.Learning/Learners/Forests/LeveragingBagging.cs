namespace Cartel.Learning;

/// <summary>Leveraging bagging: Hoeffding trees that learn each sample with weights drawn from Poisson(λ).</summary>
/// <remarks>
/// <para>An ADWIN watches the errors that each tree still makes on a sample once it has learned it. When any of them signals a rise, the tree with the greatest error is
/// replaced by a new one. Votes are the trees' class probabilities, added up by <see cref="Ballot"/> with equal weights.</para>
/// <para>Settings, with their defaults: trees 10, lambda 6, grace 200, confidence 1e−7, tie 0.05, patience 0.5, features 1,
/// drift 0.002, memory 268435456 (bytes, divided over the trees). Cost and parts as of
/// <see cref="AdaptiveRandomForest"/>.</para>
/// <para>A. Bifet, G. Holmes and B. Pfahringer, “Leveraging bagging for evolving data streams”, ECML PKDD 2010; without the
/// random output codes, as MOA's default. That the detectors see the errors after learning is MOA's: with those before, which
/// the paper may be read to mean, sea100k ends at 0.869 instead of 0.877.</para>
/// </remarks>
public sealed class LeveragingBagging : TreeEnsemble
{
    internal const string Name = "leveraging-bagging";

    private static readonly ForestSettings Defaults =
        new() { GracePeriod = 200, Confidence = 1e-7, Features = 1, Drift = 0.002, Warning = 0 };

    private LeveragingBagging(FeatureSchema schema, ForestSettings settings, SeededRandom random)
        : base(schema, settings, random)
    {
    }

    /// <inheritdoc/>
    public override string Kind => Name;

    internal static LeveragingBagging Create(FeatureSchema schema, Settings settings, int seed) =>
        new(schema, ForestSettings.From(settings, Defaults), new SeededRandom(seed));

    internal static LeveragingBagging Restore(FeatureSchema schema, ref SpanReader reader)
    {
        var settings = ForestSettings.Read(ref reader);
        var random = SeededRandom.Read(ref reader);
        var bag = new LeveragingBagging(schema, settings, random.Clone());
        bag.ReadBody(ref reader, random);
        return bag;
    }

    private protected override TreeEnsemble Sibling(SeededRandom random) => new LeveragingBagging(Schema, Settings, random);

    private protected override double WeightOf(ForestMember member) => 1;

    private protected override void LearnMembers(TreeSample sample, int label)
    {
        var changed = false;
        foreach (var member in Members)
        {
            var weight = Draws.Draw(Random);
            if (weight > 0) member.Learn(sample, label, weight);
            changed |= member.Drift.Observe(IsRight(member.Tree, sample, label) ? 0 : 1) is DriftSignal.Drift;
        }

        if (changed) Worst().Replace(NewTree());
    }

    private ForestMember Worst()
    {
        var worst = Members[0];
        foreach (var member in Members)
        {
            if (member.Drift.Mean > worst.Drift.Mean) worst = member;
        }

        return worst;
    }
}
