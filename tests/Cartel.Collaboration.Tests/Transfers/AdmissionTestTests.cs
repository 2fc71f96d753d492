using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

public sealed class AdmissionTestTests
{
    private static readonly FeatureSchema Schema = new([Feature.Numeric("yes")], ["no", "yes", "never"]);

    // The feature is the probability of “yes”.
    private static readonly ScriptedLearner Model = new(Schema, value => [1 - value, value, 0]);

    [Test]
    public void Errors_are_averaged_within_a_class_and_weighted_by_its_share_now()
    {
        var ring = Ring(((0.25f, 0), 1), ((0.25f, 0), 2), ((0.75f, 0), 3), ((0.25f, 1), 4));

        var score = AdmissionTest.Run(Model, ring, 0, [6, 2, 2]);

        // “no” errs in one of three, “yes” in one of one, “never” has no sample: (6·⅓ + 2·1) / 8.
        Assert.That(score.Error, Is.EqualTo(0.5).Within(1e-12));
        // log₂ of ¾, ¾ and ¼ for “no”, ¼ for “yes”: (6·(2·0.41504 + 2)/3 + 2·2) / 8.
        Assert.That(score.LogLoss, Is.EqualTo(((6 * ((2 * -Math.Log2(0.75)) + 2) / 3) + 4) / 8).Within(1e-6));
    }

    [Test]
    public void Only_what_came_since_the_change_counts()
    {
        var ring = Ring(((0.75f, 0), 1), ((0.25f, 0), 2));

        Assert.That(AdmissionTest.Run(Model, ring, 1, [1, 1, 1]).Error, Is.EqualTo(0.5));
        Assert.That(AdmissionTest.Run(Model, ring, 2, [1, 1, 1]).Error, Is.Zero);
    }

    [Test]
    public void A_probability_of_zero_costs_a_bounded_number_of_bits() =>
        Assert.That(AdmissionTest.Run(Model, Ring(((0, 1), 1)), 0, [1, 1, 1]).LogLoss, Is.EqualTo(-Math.Log2(1e-4)).Within(1e-4));

    [Test]
    public void Nothing_to_judge_by_is_the_worst_score()
    {
        Assert.That(AdmissionTest.Run(Model, Ring(), 0, [1, 1, 1]), Is.EqualTo(new HeldOutScore(1, double.MaxValue)));
        Assert.That(AdmissionTest.Run(Model, Ring(((0.25f, 0), 1)), 0, [0, 1, 1]), Is.EqualTo(new HeldOutScore(1, double.MaxValue)));
    }

    [TestCase(0.1, 9, 0.2, 1, true)]
    [TestCase(0.2, 1, 0.1, 9, false)]
    [TestCase(0.2, 0.89, 0.2, 1, true)]
    [TestCase(0.2, 0.91, 0.2, 1, false)]
    [TestCase(0.2, 1, 0.2, 1, false)]
    public void Fewer_errors_are_better_and_as_many_only_if_a_tenth_surer(double error, double loss, double otherError, double otherLoss, bool better) =>
        Assert.That(new HeldOutScore(error, loss).Beats(new HeldOutScore(otherError, otherLoss)), Is.EqualTo(better));

    private static SampleRing Ring(params ((float Yes, int Label) Sample, long Arrival)[] samples)
    {
        var ring = new SampleRing(Schema, 8);
        foreach (var ((yes, label), arrival) in samples) ring.Add([yes], label, arrival);
        return ring;
    }
}
