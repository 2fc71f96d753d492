using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>The drift path: two classes change places, and a donor knows the new order.</summary>
public sealed class LabelSwapTests
{
    private const int Classes = 6;
    private const int Length = 12;
    private const int Change = 3000;
    private const int Samples = 3800;

    private static readonly FeatureSchema Schema =
        new([.. Enumerable.Range(0, Length).Select(i => Feature.Numeric($"f{i}"))], [.. Enumerable.Range(0, Classes).Select(k => $"c{k}")]);

    [Test]
    public void When_two_classes_change_places_the_parts_of_a_donor_that_knows_it_are_merged_and_kept([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        var centres = Enumerable.Range(0, Classes).Select(_ => Enumerable.Range(0, Length).Select(_ => random.NextDouble() * 2 - 1).ToArray()).ToArray();
        var donor = OnlineLearner.Create("linear", Schema);
        for (var i = 0; i < 4000; i++) Learn(donor);
        var target = new CollaborativeLearner(OnlineLearner.Create("linear", Schema), new CollaborationOptions());
        HelpTrigger? trigger = null;
        IReadOnlyList<double?> recallThen = [];
        var steps = new List<TransferStepKind>();
        for (var i = 0; i < Samples; i++)
        {
            var label = random.Next(Classes);
            var observation = target.Observe(Draw(label), i >= Change ? Swapped(label) : label);
            if (observation.Trigger is { } found) (trigger, recallThen) = (found, target.CurrentRecall);
            if (observation.Step is { } step) steps.Add(step.Kind);
            // The parts come a little later, as from a network.
            if (target.AwaitsParts && target.Samples == target.OpenTrigger!.Sample + 20) target.Receive([new DonorParts("donor", donor.Partition(target.OpenTrigger.Needs))]);
        }

        Assert.Multiple(() =>
        {
            Assert.That(trigger!.Novel, Is.False);
            Assert.That(trigger.Needs, Has.Some.LessThan(2), "one of the classes that changed places");
            Assert.That(trigger.Sample, Is.InRange(Change, Change + 200));
            // The registry names only donors that are better by 0.05 on every class needed.
            foreach (var need in trigger.Needs) Assert.That(RecallOf(donor, need), Is.GreaterThan(recallThen[need]!.Value + 0.05));
            // The first alarm may name one class only; the other's then asks by itself, when there is less left to gain.
            Assert.That(steps.Take(2), Is.EqualTo(new[] { TransferStepKind.Merged, TransferStepKind.Adopted }));
            Assert.That(steps, Has.Count.LessThanOrEqualTo(4));
        });

        double RecallOf(IOnlineLearner learner, int label) =>
            Enumerable.Range(0, 500).Average(_ => learner.Predict(Draw(Swapped(label))).Label == label ? 1.0 : 0.0);

        void Learn(IOnlineLearner learner)
        {
            var label = random.Next(Classes);
            learner.Learn(Draw(label), Swapped(label));
        }

        float[] Draw(int label) => [.. centres[label].Select(centre => (float)(centre + 1.2 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5)))];
    }

    private static int Swapped(int label) => label < 2 ? 1 - label : label;
}
