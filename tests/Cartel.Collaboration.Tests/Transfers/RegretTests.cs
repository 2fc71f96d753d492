using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>The stated bound on what collaboration may cost, against samples and donors that mean harm.</summary>
public sealed class RegretTests
{
    private static readonly FeatureSchema Schema = new([Feature.Numeric("time")], ["a", "b", "c"]);

    [Test]
    public void No_probation_costs_more_than_its_budget_whatever_the_models_say_and_the_labels_are([Range(1, 40)] int seed)
    {
        var random = new SeededRandom(seed);
        var budget = 1 + random.Next(MistakeAllowance.MostAtOnce);
        var probation = new Probation(Oracle(seed), [.. Enumerable.Range(1, 1 + random.Next(3)).Select(i => new Expert($"{i}", Oracle(seed + (100 * i)), ["donor"], []))], budget);
        var (excess, verdict) = (0, ProbationVerdict.Open);
        for (var t = 0; verdict is ProbationVerdict.Open; t++)
        {
            var former = probation.Former.Predict([t]).Label;
            var predicted = probation.Predict([t]).Label;
            // By turns chance, the former model's word, and whatever the mixture did not say: the worst there is.
            var label = (seed % 4) switch { 0 => random.Next(3), 1 => former, 2 => predicted == former ? random.Next(3) : former, _ => (predicted + 1) % 3 };
            excess += (predicted == label ? 0 : 1) - (former == label ? 0 : 1);
            verdict = probation.Observe([t], label, predicted);
            Assert.That(excess, Is.LessThanOrEqualTo(budget));
        }

        Assert.That(probation.Excess, Is.EqualTo(excess));
        if (excess == budget) Assert.That(verdict, Is.EqualTo(ProbationVerdict.Undone));
    }

    // An adversary that sees the predictions: right for the twin wherever the two differ, and at random elsewhere.
    [Test]
    public void Until_a_merge_is_kept_mistakes_exceed_the_isolated_twins_by_no_more_than_the_allowance([Range(1, 12)] int seed)
    {
        var (world, random) = (new World(seed), new SeededRandom(seed));
        var learner = new CollaborativeLearner(OnlineLearner.Create("linear", World.Schema), new CollaborationOptions { WarmUp = 50, Cooldown = 20, RetryPause = 10 });
        var twin = OnlineLearner.Create("linear", World.Schema);
        var donor = world.Learned(300);
        var (excess, merges) = (0, 0);
        for (var n = 1; n <= 3000; n++)
        {
            var (features, label) = world.Next(n < 300 ? 4 : 5);
            var (own, alone) = (learner.Predict(features).Label, twin.Predict(features).Label);
            if (n > 300 && own != alone && alone >= 0) label = alone;
            else if (n > 300 && random.Next(4) == 0) label = random.Next(5);

            excess += (own == label ? 0 : 1) - (alone == label ? 0 : 1);
            Assert.That(excess, Is.LessThanOrEqualTo(MistakeAllowance.MostAtOnce + (n / MistakeAllowance.SamplesPerMistake)));
            var step = learner.Observe(features, label).Step;
            twin.Learn(features, label);
            if (step?.Kind is TransferStepKind.Adopted) return;
            if (step?.Kind is TransferStepKind.Merged) merges++;
            if (learner.AwaitsParts) learner.Receive([new DonorParts("donor", donor.Partition([0, 1, 2, 3, 4]))]);
        }

        Assert.That(merges, Is.GreaterThan(0), "nothing was ever merged: the bound was not tried");
    }

    [Test]
    public void The_allowance_is_ten_at_once_and_one_in_two_hundred_samples_and_what_is_spent_is_gone()
    {
        var allowance = new MistakeAllowance();
        Assert.That((allowance.At(0), allowance.At(2000)), Is.EqualTo((10, 10)));

        allowance.Spend(10);
        allowance.Spend(-50);

        Assert.That((allowance.At(599), allowance.At(600), allowance.At(2000), allowance.At(20_000)), Is.EqualTo((0, 3, 10, 10)));
    }

    // Says at each time one of the classes, by a seed.
    private static ScriptedLearner Oracle(int seed) => new(Schema, time =>
    {
        var scores = new[] { 0.1f, 0.1f, 0.1f };
        scores[SeededRandom.For(seed, (long)time).Next(3)] = 0.8f;
        return scores;
    });
}
