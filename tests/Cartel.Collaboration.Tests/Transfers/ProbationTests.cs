using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ProbationTests
{
    private const float BothRight = 0;
    private const float MergedRight = 1;
    private const float FormerRight = 2;

    private static readonly FeatureSchema Schema = new([Feature.Numeric("case")], ["no", "yes"]);
    private static readonly float[] Yes = [0.2f, 0.8f];
    private static readonly float[] No = [0.8f, 0.2f];

    // The true label is always “yes”; the feature says who gets it right.
    private readonly ScriptedLearner _merged = new(Schema, value => value is BothRight or MergedRight ? Yes : No);
    private readonly ScriptedLearner _former = new(Schema, value => value is BothRight or FormerRight ? Yes : No);

    [Test]
    public void Nine_tenths_of_the_weight_are_the_merged_model_s_at_first() =>
        // 0.9·0.8 + 0.1·0.2
        Assert.That(Begin().Predict([MergedRight]), Is.EqualTo(new Prediction(1, 0.74f)));

    [Test]
    public void Weights_follow_fixed_share()
    {
        var probation = Begin();
        var trust = 0.9;
        foreach (var value in new[] { FormerRight, FormerRight, BothRight, MergedRight, FormerRight })
        {
            Observe(probation, value);

            var merged = trust * (value is FormerRight ? Math.Exp(-1) : 1);
            var former = (1 - trust) * (value is MergedRight ? Math.Exp(-1) : 1);
            trust = (0.99 * merged / (merged + former)) + (0.01 * former / (merged + former));
            var yes = (float)((trust * 0.8) + ((1 - trust) * 0.2));
            Assert.That(probation.Predict([MergedRight]).Confidence, Is.EqualTo(Math.Max(yes, 1 - yes)).Within(1e-6));
            Assert.That(probation.Predict([MergedRight]).Label, Is.EqualTo(yes > 0.5 ? 1 : 0));
        }
    }

    // Three standard deviations of n fair coins are 3√n: ten in a row are the fewest above it.
    [TestCase(MergedRight, ProbationVerdict.Kept)]
    [TestCase(FormerRight, ProbationVerdict.Undone)]
    public void Ten_disagreements_in_a_row_decide(float value, object verdict)
    {
        var probation = Begin();
        for (var i = 0; i < 9; i++) Assert.That(Observe(probation, value), Is.EqualTo(ProbationVerdict.Open));

        Assert.That(Observe(probation, BothRight), Is.EqualTo(ProbationVerdict.Open));
        Assert.That(Observe(probation, value), Is.EqualTo(verdict));
    }

    [TestCase(0, ProbationVerdict.Kept)]
    [TestCase(1, ProbationVerdict.Kept)]
    [TestCase(-1, ProbationVerdict.Undone)]
    public void The_end_goes_to_whoever_leads_and_a_tie_to_the_merged_model(int lead, object verdict)
    {
        var probation = Begin();
        float[] course = [.. Enumerable.Repeat(BothRight, Probation.Length - 5), MergedRight, FormerRight, MergedRight, FormerRight, lead > 0 ? MergedRight : lead < 0 ? FormerRight : BothRight];
        foreach (var value in course[..^1]) Assert.That(Observe(probation, value), Is.EqualTo(ProbationVerdict.Open));

        Assert.That(Observe(probation, course[^1]), Is.EqualTo(verdict));
    }

    [Test]
    public void Both_models_go_on_learning()
    {
        Begin().Learn([BothRight], 1);

        Assert.That((_merged.SamplesLearned, _former.SamplesLearned), Is.EqualTo((1, 1)));
    }

    private static ProbationVerdict Observe(Probation probation, float value) => probation.Observe([value], 1, probation.Predict([value]).Label);

    private Probation Begin() => new(_former, [new Expert("merged", _merged, ["donor"], ["class:1"])], MistakeAllowance.MostAtOnce);
}
