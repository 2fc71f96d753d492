namespace Cartel.Learning;

/// <summary>Adaptive random forest.</summary>
public sealed class AdaptiveRandomForest : TreeEnsemble
{
    internal const string Name = "adaptive-random-forest";

    // A tree no better than chance still counts a little: while all are new, someone must vote.
    private const double LeastOdds = 1.05;

    private AdaptiveRandomForest(FeatureSchema schema, ForestSettings settings, SeededRandom random)
        : base(schema, settings, random)
    {
    }

    /// <inheritdoc/>
    public override string Kind => Name;

    internal static AdaptiveRandomForest Create(FeatureSchema schema, Settings settings, int seed) =>
        new(schema, ForestSettings.From(settings, new ForestSettings()), new SeededRandom(seed));

    internal static AdaptiveRandomForest Restore(FeatureSchema schema, ref SpanReader reader)
    {
        var settings = ForestSettings.Read(ref reader);
        var random = SeededRandom.Read(ref reader);
        var forest = new AdaptiveRandomForest(schema, settings, random.Clone());
        forest.ReadBody(ref reader, random);
        return forest;
    }

    private protected override TreeEnsemble Sibling(SeededRandom random) => new AdaptiveRandomForest(Schema, Settings, random);

    private protected override double WeightOf(ForestMember member)
    {
        var accuracy = member.Record.Accuracy;
        return Math.Log(Math.Max(LeastOdds, (Shape.Classes - 1) * accuracy / (1 - accuracy)));
    }

    private protected override void LearnMembers(TreeSample sample, int label, ReadOnlySpan<int> guesses)
    {
        for (var i = 0; i < Members.Length; i++)
        {
            var weight = Draws.Draw(Random);
            if (weight > 0) Learn(Members[i], sample, label, weight, guesses[i] == label);
        }
    }

    private void Learn(ForestMember member, TreeSample sample, int label, int weight, bool right)
    {
        member.Learn(sample, label, weight);
        var error = right ? 0 : 1;
        if (member.Warning is { } warning && warning.Observe(error) is DriftSignal.Drift)
        {
            member.Background = NewTree();
            warning.Reset();
        }

        if (member.Drift.Observe(error) is DriftSignal.Drift) member.Replace(member.Background ?? NewTree());
    }
}
