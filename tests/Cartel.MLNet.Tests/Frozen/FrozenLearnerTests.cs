using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.MLNet.Tests;

public sealed class FrozenLearnerTests
{
    private static readonly float[] Ordinary = Blobs.Take(1, 1).First().Features;

    [Test]
    public void The_model_speaks_for_all_until_the_head_has_learned_100_samples()
    {
        var learner = Make();
        foreach (var (features, label) in Blobs.Take(1, 99)) learner.Learn(features, label);
        Assert.That(Scores(learner), Is.EqualTo(new[] { 0.75f, 0.25f, 0, 0, 0 }));

        learner.Learn(Ordinary, 0);
        Assert.That(Scores(learner)[2..4], Is.All.GreaterThan(0));
    }

    [Test]
    public void What_the_model_knows_shares_what_the_head_leaves()
    {
        var learner = Make();
        var head = OnlineLearner.Create("linear-logistic", Blobs.Schema);
        foreach (var (features, label) in Blobs.Take(1, 300))
        {
            learner.Learn(features, label);
            head.Learn(features, label);
        }

        var (scores, said) = (Scores(learner), Scores(head));
        var left = 1 - said[2] - said[3];
        Assert.That(scores, Is.EqualTo(new[] { 0.75f * left, 0.25f * left, said[2], said[3], 0 }).Within(1e-6));
    }

    [Test]
    public void A_class_whose_row_was_borrowed_is_the_heads_from_then_on()
    {
        var learner = Make();
        foreach (var (features, label) in Blobs.Take(1, 300, 2)) learner.Learn(features, label);
        learner.Merge(Blobs.Trained("linear-logistic", seed: 4).Partition([1]), MergeStyle.Replace, 1);

        foreach (var (features, label) in Blobs.Take(3, 100, 2)) Assert.That(learner.Predict(features).Label, Is.EqualTo(label));
    }

    [Test]
    public void Learning_leaves_the_model_alone_and_counts_as_of_any_learner()
    {
        var learner = Make();
        Assert.That(Enumerable.Range(0, 5).Select(learner.Evidence), Is.EqualTo(new[] { 1, 1, 0, 0, 0 }), "what the model knows is no novelty");

        foreach (var (features, label) in Blobs.Take(1, 90, 3)) learner.Learn(features, label);

        Assert.That(learner.SamplesLearned, Is.EqualTo(90));
        Assert.That(learner.Partition([0, 1, 2, 3]).SelectMany(static part => part.Classes), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(((FrozenLearner)learner.Untrained()).SamplesLearned, Is.Zero);
        Assert.That(learner.Clone().Save(), Is.EqualTo(learner.Save()));
    }

    private static FrozenLearner Make() => new(Blobs.Schema, "plain:frozen", new ThreeToOne());

    private static float[] Scores(IOnlineLearner learner)
    {
        var scores = new float[5];
        learner.Score(Ordinary, scores);
        return scores;
    }

    /// <summary>Says the first class three times as often as the second, whatever it sees.</summary>
    private sealed class ThreeToOne : IFrozenModel
    {
        public string Sha256 { get; } = new('0', 64);

        public long Bytes => 8;

        public bool Knows(int label) => label < 2;

        public void Score(ReadOnlySpan<float> features, Span<float> probabilities)
        {
            probabilities.Clear();
            (probabilities[0], probabilities[1]) = (0.75f, 0.25f);
        }
    }
}
