namespace Cartel.Learning;

/// <summary>Adaptive random forest: Hoeffding trees that differ in what they see, each replaced when its errors rise.</summary>
/// <remarks>
/// <para>Each tree learns each sample with a weight drawn from Poisson(λ), and each of its leaves watches columns of its own,
/// drawn at random. Two ADWINs watch the errors that a tree still makes on a sample once it has learned it, as in MOA: the more
/// sensitive one starts a tree in the background, which learns the same weights; the other puts it in the tree's place (or a new one, if none is there).</para>
/// <para>Votes are the trees' class probabilities, weighted by ln((K − 1) p / (1 − p)) of their out-of-bag accuracy p among
/// K classes (<see cref="OutOfBag"/>), and added up by <see cref="Ballot"/>: who does not know a class leaves it to those that
/// do.</para>
/// <para>Settings, with their defaults: trees 10, lambda 6, grace 50, confidence 0.01, tie 0.05, patience 0.5, features 0.6
/// (the share of columns a leaf watches; 0: √M + 1 of M), drift 0.001, warning 0.01 (0: no background trees), memory
/// 268435456 (bytes, divided over the trees that vote and those that may grow in the background).</para>
/// <para>O(trees × (depth + classes × columns)) time a sample; a prediction and the learning of the same sample share the work.
/// Memory grows with the leaves, up to the bound; 0.5 to 1.4 kB a tree for each of the two detectors. It allocates when
/// trees grow or are replaced, not otherwise.</para>
/// <para>Parts: see <see cref="ForestParts"/>.</para>
/// <para>H. M. Gomes et al., “Adaptive random forests for evolving data stream classification”, Machine Learning 106, 2017.
/// Deviations from MOA's: background trees learn with the tree's
/// weight, as in the paper, not 1; votes count by the odds of the recent accuracy (L. I. Kuncheva, Combining Pattern
/// Classifiers, 2004, 4.3; for K classes J. Zhu et al., “Multi-class AdaBoost”, 2009), not by the accuracy since the last
/// drift; leaves skip attempts to split that are likely to fail (<see cref="HoeffdingTreeSettings.Patience"/>).</para>
/// </remarks>
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

    private protected override void LearnMembers(TreeSample sample, int label)
    {
        foreach (var member in Members)
        {
            var weight = Draws.Draw(Random);
            if (weight > 0) Learn(member, sample, label, weight);
        }
    }

    private void Learn(ForestMember member, TreeSample sample, int label, int weight)
    {
        member.Learn(sample, label, weight);
        var error = IsRight(member.Tree, sample, label) ? 0 : 1;
        if (member.Warning is { } warning && warning.Observe(error) is DriftSignal.Drift)
        {
            member.Background = NewTree();
            warning.Reset();
        }

        if (member.Drift.Observe(error) is DriftSignal.Drift) member.Replace(member.Background ?? NewTree());
    }
}
