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

    [Test]
    public void The_mistakes_of_all_are_counted_on_the_same_samples()
    {
        var probation = Begin();
        var served = 0;
        foreach (var value in new[] { MergedRight, FormerRight, MergedRight, BothRight, MergedRight })
        {
            served += probation.Predict([value]).Label == 1 ? 0 : 1;
            Observe(probation, value);
        }

        Assert.That(probation.Mistakes, Is.EqualTo(new TrialStanding(5, Former: 3, Merged: 1, served)));
    }

    // Three standard deviations of n fair coins are 3√n: ten in a row are the fewest above it.
    [Test]
    public void Ten_disagreements_in_a_row_for_the_former_model_decide()
    {
        var probation = Begin();
        for (var i = 0; i < 9; i++) Assert.That(Observe(probation, FormerRight), Is.EqualTo(ProbationVerdict.Open));

        Assert.That(Observe(probation, BothRight), Is.EqualTo(ProbationVerdict.Open));
        Assert.That(Observe(probation, FormerRight), Is.EqualTo(ProbationVerdict.Undone));
        Assert.That(probation.Helped, Is.False);
    }

    [Test]
    public void A_merged_model_that_leads_stays_on_probation_to_the_end()
    {
        var probation = Begin();
        for (var i = 1; i < Probation.Length; i++) Assert.That(Observe(probation, MergedRight), Is.EqualTo(ProbationVerdict.Open));

        Assert.That(Observe(probation, MergedRight), Is.EqualTo(ProbationVerdict.Kept));
    }

    [TestCase(0, ProbationVerdict.Kept)]
    [TestCase(1, ProbationVerdict.Kept)]
    [TestCase(-1, ProbationVerdict.Undone)]
    public void The_end_goes_to_whoever_leads_and_a_tie_to_the_merged_model(int lead, object verdict)
    {
        float last = lead > 0 ? MergedRight : lead < 0 ? FormerRight : BothRight;

        Assert.That(Course([FormerRight, MergedRight, FormerRight, MergedRight, last]), Is.EqualTo(verdict));
    }

    [Test]
    public void A_merged_model_that_helped_gives_way_to_a_former_one_that_has_caught_up_and_passed_it()
    {
        var probation = Begin();
        for (var i = 0; i < 8; i++) Observe(probation, MergedRight);
        for (var i = 8; i < Probation.Length - 3; i++) Observe(probation, BothRight);
        for (var i = 0; i < 2; i++) Observe(probation, FormerRight);

        Assert.That(Observe(probation, FormerRight), Is.EqualTo(ProbationVerdict.Undone));
        Assert.That(probation.Helped, Is.True);
    }

    [Test]
    public void Of_several_merged_models_the_best_alone_goes_on_after_the_trial_and_those_far_behind_not_even_so_long()
    {
        var wrong = new ScriptedLearner(Schema, static _ => No);
        var probation = new Probation(_former, [new Expert("wrong", wrong, ["bad"], []), new Expert("merged", _merged, ["good"], [])], 10);
        var sometimes = 0;
        for (var i = 0; i < Probation.Trial + 10; i++)
        {
            sometimes += Observe(probation, MergedRight) is ProbationVerdict.Open ? 1 : 0;
            probation.Learn([BothRight], 1);
        }

        Assert.That(probation.Best.Donors, Is.EqualTo(new[] { "good" }));
        Assert.That(sometimes, Is.EqualTo(Probation.Trial + 10));
        // Its mistakes pass 3√ of themselves at the tenth.
        Assert.That(wrong.SamplesLearned, Is.EqualTo(9));
    }

    [Test]
    public void Both_models_go_on_learning()
    {
        Begin().Learn([BothRight], 1);

        Assert.That((_merged.SamplesLearned, _former.SamplesLearned), Is.EqualTo((1, 1)));
    }

    // A probation in which nothing happens but for the last samples.
    private ProbationVerdict Course(float[] last)
    {
        var probation = Begin();
        for (var i = 0; i < Probation.Length - last.Length; i++) Assert.That(Observe(probation, BothRight), Is.EqualTo(ProbationVerdict.Open));
        for (var i = 0; i < last.Length - 1; i++) Assert.That(Observe(probation, last[i]), Is.EqualTo(ProbationVerdict.Open));
        return Observe(probation, last[^1]);
    }

    private static ProbationVerdict Observe(Probation probation, float value) => probation.Observe([value], 1, probation.Predict([value]).Label);

    private Probation Begin() => new(_former, [new Expert("merged", _merged, ["donor"], ["class:1"])], MistakeAllowance.MostAtOnce);
}
