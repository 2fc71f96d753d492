using Cartel.Learning;

namespace Cartel.Simulation.Tests;

/// <summary>The only donor of four devices is bad in one way or another.</summary>
public sealed class FaultTests
{
    [Test]
    public void Parts_with_opposite_signs_are_well_formed_and_twice_spoiled_are_as_before()
    {
        var (learner, part) = Trained();
        var spoiled = PartCorruption.Apply(Fault.SignFlip, part);

        Assert.That(spoiled.Sha256, Is.Not.EqualTo(part.Sha256));
        Assert.That(() => learner.Clone().Merge([spoiled], MergeStyle.Replace, 0), Throws.Nothing);
        Assert.That(PartCorruption.Apply(Fault.SignFlip, spoiled).Sha256, Is.EqualTo(part.Sha256));
    }

    [Test]
    public void A_part_with_opposite_signs_makes_the_model_deny_what_it_knew()
    {
        var (learner, part) = Trained();
        var features = new float[] { 1, 1 };
        Assert.That(learner.Predict(features).Label, Is.EqualTo(part.Classes[0]));

        learner.Merge([PartCorruption.Apply(Fault.SignFlip, part)], MergeStyle.Replace, 0);

        Assert.That(learner.Predict(features).Label, Is.Not.EqualTo(part.Classes[0]));
    }

    [Test]
    public void Numbers_that_are_none_are_refused_by_the_format()
    {
        var (learner, part) = Trained();

        Assert.That(() => learner.Merge([PartCorruption.Apply(Fault.Nan, part)], MergeStyle.Replace, 0), Throws.TypeOf<ModelFormatException>());
    }

    [Test]
    public void No_bad_donor_costs_the_fleet_more_than_isolation_does([ValueSource(typeof(Faults), nameof(Faults.Words))] string word)
    {
        var alone = Right("isolated", null);
        var together = Right("cartel", word);

        // 2,700 judged predictions: half a point is 13 of them.
        Assert.That(together, Is.GreaterThanOrEqualTo(alone - 13));
    }

    [Test]
    public void A_donor_of_numbers_that_are_none_is_never_merged()
    {
        var run = Some.Run(new CartelStrategy(new CartelOptions()), change: workload => workload.With(3, static agent => agent with { Fault = "nan" }));

        Assert.That(run.Count("asked"), Is.GreaterThan(0));
        Assert.That(run.Journal.Entries.Where(static entry => entry.Kind == "merged").Select(static entry => entry.Detail), Has.None.EndsWith("device-00003"));
    }

    [Test]
    public void A_text_that_is_no_fault_of_the_simulation_changes_nothing()
    {
        Assert.That(Faults.Of("overfit on a dozen rows"), Is.EqualTo(Fault.None));
        Assert.That(Faults.Of(null), Is.EqualTo(Fault.None));
    }

    private static int Right(string strategy, string? fault)
    {
        var right = 0;
        Some.Run(
            StrategyKinds.Create(strategy), change: workload => workload.With(3, agent => agent with { Fault = fault }),
            seen: (device, _, label, predicted) => right += device < 3 && label == predicted ? 1 : 0);
        return right;
    }

    private static (IOnlineLearner Learner, ModelPart Part) Trained()
    {
        var schema = new FeatureSchema([Feature.Numeric("a"), Feature.Numeric("b")], ["no", "yes"]);
        var learner = OnlineLearner.Create("linear", schema);
        for (var i = 0; i < 200; i++) learner.Learn(i % 2 == 0 ? [-1 - (i % 3), -1] : [1 + (i % 3), 1], i % 2);
        return (learner, learner.Partition([1]).Single());
    }
}
