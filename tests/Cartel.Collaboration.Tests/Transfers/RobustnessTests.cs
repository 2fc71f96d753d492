using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>Donors that are stale, overfit, wrong or hostile: what they cost against an agent that learns alone.</summary>
public sealed class RobustnessTests
{
    private const int Samples = 2000;
    private static readonly int[] Classes = [0, 1, 2, 3, 4];

    private static readonly Dictionary<string, Func<World, IReadOnlyList<DonorParts>>> Donors = new()
    {
        ["stale"] = static world => One(Learn(world, 60)),
        ["overfit"] = static world => One(Learn(world, 15)),
        ["label-flipped"] = static world => One(Learn(world, 2000, static label => (label + 1) % 5)),
        ["sign-flipped"] = static world => One(Learn(world, 2000), static part => LinearParts.Changed(part, static weight => -weight)),
        ["scaled"] = static world => One(Learn(world, 2000), static part => LinearParts.Changed(part, static weight => 1000 * weight)),
        // Right about the new class, and calls every other sample of class 0 class 1.
        ["backdoored"] = static world => One(Learn(world, 2000, static label => label == 0 ? 1 : label)),
        ["colluding"] = static world => [.. Enumerable.Range(1, 3).Select(i => new DonorParts($"liar {i}", [LinearParts.Renamed(Learn(world, 2000).Partition([1])[0], 4)]))],
        ["colluding beside an honest one"] = static world =>
        [
            .. Enumerable.Range(1, 2).Select(i => new DonorParts($"liar {i}", [LinearParts.Renamed(Learn(world, 2000).Partition([1])[0], 4)])),
            new DonorParts("honest", Learn(world, 2000).Partition(Classes)),
        ],
    };

    private static IEnumerable<string> Names => Donors.Keys;

    [TestCaseSource(nameof(Names))]
    public void A_bad_donor_costs_at_most_half_a_point_against_learning_alone(string donor)
    {
        var gaps = Enumerable.Range(1, 5)
            .Select(seed => new Introduction(seed, new CollaborationOptions()).RunAll(Donors[donor], Introduction.Change + Samples))
            .Select(static run => (run.Right.Own - run.Right.Twin) / (double)Samples).Order().ToList();
        TestContext.Out.WriteLine(string.Join(' ', gaps.Select(static gap => $"{100 * gap:0.00}")));

        Assert.That(gaps[2], Is.GreaterThanOrEqualTo(-0.0005), "the median");
        Assert.That(gaps[0], Is.GreaterThanOrEqualTo(-0.01), "the worst: ten mistakes, and one in two hundred samples");
    }

    [TestCaseSource(nameof(Names))]
    public void A_bad_donor_at_a_cold_start_costs_at_most_half_a_point_too(string donor)
    {
        var gaps = Enumerable.Range(1, 5).Select(seed => Gap(new World(seed))).Order().ToList();
        TestContext.Out.WriteLine(string.Join(' ', gaps.Select(static gap => $"{100 * gap:0.00}")));

        Assert.That(gaps[2], Is.GreaterThanOrEqualTo(-0.0005), "the median");
        Assert.That(gaps[0], Is.GreaterThanOrEqualTo(-0.005));

        double Gap(World world)
        {
            var parts = Donors[donor](world);
            var (learner, twin) = (new CollaborativeLearner(OnlineLearner.Create("linear", World.Schema), new CollaborationOptions()), OnlineLearner.Create("linear", World.Schema));
            var (gained, asked) = (0, 0);
            learner.Join();
            for (var i = 0; i < Samples; i++)
            {
                var (features, label) = world.Next(5);
                gained -= twin.Predict(features).Label == label ? 1 : 0;
                twin.Learn(features, label);
                gained += learner.Observe(features, label).Prediction.Label == label ? 1 : 0;
                if (!learner.AwaitsParts) continue;

                asked++;
                learner.Receive(parts);
            }

            Assert.That(asked, Is.GreaterThan(0));
            return gained / (double)Samples;
        }
    }

    [Test]
    public void A_part_that_holds_no_numbers_is_refused_and_its_donor_is_named_in_the_step()
    {
        ModelPart broken(World world) => LinearParts.Changed(Learn(world, 500).Partition([4])[0], static _ => float.NaN);
        var run = new Introduction(1, new CollaborationOptions()).RunAll(
            world => [new DonorParts("broken", [broken(world)]), new DonorParts("honest", Learn(world, 2000).Partition(Classes))], 900);

        var merged = run.Steps[0].Step;

        Assert.That(merged.Kind, Is.EqualTo(TransferStepKind.Merged));
        Assert.That(merged.Refused.Select(static refusal => refusal.Donor), Is.EqualTo(new[] { "broken" }));
        Assert.That(merged.Reason, Does.Contain("refused broken: "));
        Assert.That(merged.Donors, Is.EqualTo(new[] { "honest" }));
    }

    [Test]
    public void A_part_of_another_order_of_magnitude_is_refused()
    {
        var world = new World(1);
        var learner = new CollaborativeLearner(OnlineLearner.Create("linear", World.Schema), new CollaborationOptions());
        for (var i = 0; i < 300; i++)
        {
            var (features, label) = world.Next(4);
            learner.Observe(features, label);
        }

        learner.Observe(world.Of(4), 4);
        var huge = LinearParts.Changed(Learn(world, 500).Partition([4])[0], static weight => 1000 * weight);

        var refusal = learner.Receive([new DonorParts("loud", [huge])]).Single();

        Assert.That(refusal.Reason, Does.Contain("as large as"));
        Assert.That(learner.AwaitsParts, Is.True);
    }

    private static DonorParts[] One(IOnlineLearner donor, Func<ModelPart, ModelPart>? change = null) =>
        [new("donor", [.. donor.Partition(Classes).Select(part => change?.Invoke(part) ?? part)])];

    private static IOnlineLearner Learn(World world, int samples, Func<int, int>? told = null)
    {
        var learner = OnlineLearner.Create("linear", World.Schema);
        for (var i = 0; i < samples; i++)
        {
            var (features, label) = world.Next(5);
            learner.Learn(features, told is null || (i % 2 == 0 && label == 0) ? label : told(label));
        }

        return learner;
    }
}
