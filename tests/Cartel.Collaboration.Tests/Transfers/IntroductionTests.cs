using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>A class appears midway: what a good donor is worth, and what a bad one costs.</summary>
public sealed class IntroductionTests
{
    private static readonly CollaborationOptions Options = new();
    private static readonly int[] Seeds = [.. Enumerable.Range(1, 12)];

    [Test]
    public void A_good_donor_s_part_is_asked_for_at_once_merged_within_five_samples_and_kept()
    {
        var kept = 0;
        foreach (var run in Seeds.Select(seed => new Introduction(seed, Options).Run(Good, 1500)))
        {
            Assert.That(run.Trigger!.Novel, Is.True);
            Assert.That(run.Trigger.Needs, Is.EqualTo(new[] { Introduction.Novel }));
            Assert.That(run.Trigger.Sample, Is.EqualTo(run.FirstOfTheClass));
            var kinds = run.Steps.Take(2).Select(step => step.Step.Kind);
            if (kinds.SequenceEqual([TransferStepKind.Merged, TransferStepKind.Adopted]) && run.Steps[0].Sample - run.FirstOfTheClass <= 5) kept++;
        }

        Assert.That(kept, Is.GreaterThanOrEqualTo(10), "of 12");
    }

    [Test]
    public void A_step_says_what_was_tried_and_how_the_trial_went()
    {
        var run = new Introduction(5, Options).Run(Good, 1500);

        var (merged, ended) = (run.Steps[0].Step, run.Steps[1].Step);
        Assert.That(merged.Trials!.Select(static trial => trial.Name), Does.Contain("part").And.Contain("donor alone"));
        Assert.That(merged.Trials!.Select(static trial => trial.Error), Is.Ordered);
        Assert.That(merged.Trials![0], Is.EqualTo(new MergeScore(merged.Trials[0].Name, merged.ErrorAfter!.Value, Passed: true)));
        Assert.That(merged.Reason, Does.Contain(merged.Trials[0].Name));
        Assert.That(merged.Trials.Where(static trial => trial.Passed).Select(static trial => trial.Error), Is.All.LessThanOrEqualTo(merged.ErrorBefore!.Value));
        Assert.That(ended.Trial!.Value.Samples, Is.EqualTo(run.Steps[1].Sample - run.Steps[0].Sample));
        Assert.That(ended.Trial.Value.Merged, Is.LessThanOrEqualTo(ended.Trial.Value.Former), "it was kept");
        Assert.That(run.Learner.Trial, Is.Null);
        var refused = new Introduction(5, Options).Run(Flipped, 1500).Steps.First(static step => step.Step.Kind is TransferStepKind.Rejected).Step;
        Assert.That(refused.Trials, Is.Not.Empty.And.All.Matches<MergeScore>(static trial => !trial.Passed));
    }

    [Test]
    public void A_good_donor_makes_the_first_eighty_samples_better_than_the_twin_s()
    {
        var runs = Seeds.Select(seed => new Introduction(seed, Options).Run(Good, 850)).ToList();
        TestContext.Out.WriteLine(string.Join("; ", runs.Select(run => $"{run.Early.Own:0.00}/{run.Early.Twin:0.00}")));

        Assert.That(runs.Count(run => run.Early.Own > run.Early.Twin), Is.GreaterThanOrEqualTo(10), "of 12");
        Assert.That(runs.Average(run => run.Early.Own - run.Early.Twin), Is.GreaterThan(0.02));
    }

    [Test]
    public void A_useless_donor_costs_no_more_than_half_a_point([Values("random", "flipped", "mislabelled")] string donor)
    {
        Func<World, IReadOnlyList<ModelPart>> parts = donor switch { "random" => RandomWeights, "flipped" => Flipped, _ => Mislabelled };
        var runs = Seeds.Select(seed => new Introduction(seed, Options).Run(parts, 2600)).ToList();
        TestContext.Out.WriteLine(string.Join("; ", runs.Select(run =>
            $"{string.Join('+', run.Steps.Select(step => step.Step.Kind))} {(run.Right.Own - run.Right.Twin) / 20.0:0.0}")));

        foreach (var run in runs) Assert.That((run.Right.Own - run.Right.Twin) / 2000.0, Is.GreaterThanOrEqualTo(-0.005));
    }

    [Test]
    public void Every_sample_is_learned_exactly_once([Values(3, 8, 40)] int delay)
    {
        foreach (var donor in new[] { Good, Flipped, Mislabelled })
        {
            foreach (var seed in Seeds[..4])
                Assert.That(new Introduction(seed, Options).Run(donor, 1300, delay).Learner.Model.SamplesLearned, Is.EqualTo(1300));
        }
    }

    [Test]
    public void An_agent_that_nobody_helps_is_its_twin_bit_for_bit()
    {
        var run = new Introduction(5, Options).Run(static _ => [], 1300);

        Assert.That(run.Trigger, Is.Not.Null);
        Assert.That(run.Learner.Model.Save(), Is.EqualTo(run.Twin.Save()));
    }

    [Test]
    public void A_run_that_is_saved_and_restored_after_every_sample_is_the_same_run([Values(0, 3, 60)] int delay, [Values] bool good)
    {
        var whole = new Introduction(5, Options).Run(good ? Good : Flipped, 1000, delay);
        var interrupted = new Introduction(5, Options).Run(good ? Good : Flipped, 1000, delay, interrupted: true);

        Assert.That(interrupted.Learner.Save(), Is.EqualTo(whole.Learner.Save()));
        Assert.That(interrupted.Right, Is.EqualTo(whole.Right));
        Assert.That(
            interrupted.Steps.Select(step => (step.Sample, step.Step.Kind, step.Step.ErrorAfter)),
            Is.EqualTo(whole.Steps.Select(step => (step.Sample, step.Step.Kind, step.Step.ErrorAfter))).And.Not.Empty);
    }

    private static IReadOnlyList<ModelPart> Good(World world) => world.Learned(2000).Partition([Introduction.Novel]);

    private static IReadOnlyList<ModelPart> Flipped(World world) => [LinearParts.Changed(Good(world)[0], static weight => -weight)];

    private static IReadOnlyList<ModelPart> RandomWeights(World world)
    {
        var random = new Random(3);
        return [LinearParts.Changed(Good(world)[0], _ => random.NextSingle() - 0.5f)];
    }

    private static IReadOnlyList<ModelPart> Mislabelled(World world) => [LinearParts.Renamed(world.Learned(2000).Partition([1])[0], Introduction.Novel)];
}
