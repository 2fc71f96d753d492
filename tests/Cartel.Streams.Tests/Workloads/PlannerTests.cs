namespace Cartel.Streams.Tests;

public sealed class PlannerTests
{
    private static readonly NumberedRows FourClasses = new(900, 700, 300, 60, 59, 3);
    private static readonly NumberedRows TenClasses = new(500, 600, 550, 400, 420, 430, 440, 450, 460, 470, 20);

    [Test]
    public void An_introduction_uses_the_most_frequent_classes_with_sixty_rows()
    {
        var workload = Workloads.Introduction(FourClasses, agents: 3, samples: 5_000, at: 2_000, seed: 1);

        Assert.That(ClassesOf(workload), Is.EquivalentTo(new[] { "c0", "c1", "c2", "c3" }));
    }

    [Test]
    public void One_neighbourhood_has_six_classes_at_most()
    {
        var workload = Workloads.Introduction(new NumberedRows(100, 200, 300, 400, 500, 600, 700), agents: 5, samples: 5_000, at: 2_000, seed: 1);

        Assert.That(ClassesOf(workload), Is.EquivalentTo(new[] { "c1", "c2", "c3", "c4", "c5", "c6" }));
    }

    [Test]
    public void Each_target_has_a_donor_that_knows_its_new_class_and_shares_all_its_others([Range(2, 12)] int agents, [Values(1, 2, 3)] int seed, [Values] bool ten)
    {
        var data = ten ? TenClasses : FourClasses;
        var workload = Workloads.Introduction(data, agents, samples: 5_000, at: 1_000, seed, lag: 100);
        var targets = workload.Agents.Where(agent => agent.Phases.Count > 1).ToArray();
        var steady = agents - targets.Length;

        Assert.That(targets, Is.Not.Empty);
        Assert.That(steady, Is.InRange(Math.Max(1, agents / 4), Math.Max(2, agents / 2)), "about a third");
        foreach (var target in targets)
        {
            var all = target.Phases[^1].Prior.Keys;
            var arriving = all.Except(target.Phases[0].Prior.Keys).Single();
            Assert.That(arriving, Is.Not.EqualTo(ten ? "c1" : "c0"), "the most frequent class is everywhere from the start");
            Assert.That(workload.Agents.Where(other => other != target).Any(other => other.Phases[0].Prior.Keys.ToHashSet().IsSupersetOf(all)));
        }
    }

    [Test]
    public void Targets_differ_in_the_class_that_comes_and_in_the_time([Values(1, 2, 3)] int seed)
    {
        var workload = Workloads.Introduction(FourClasses, agents: 4, samples: 5_000, at: 1_000, seed, lag: 250);
        var targets = workload.Agents.Where(agent => agent.Phases.Count > 1).ToArray();

        Assert.That(targets.Select(Arriving), Is.Unique);
        Assert.That(targets.Select(target => target.Phases[1].FromSample), Is.EqualTo(new[] { 1_000, 1_250, 1_500 }));
    }

    [Test]
    public void Two_neighbourhoods_share_some_classes_and_a_shared_one_is_introduced_in_both([Values(4, 6, 9)] int agents)
    {
        var workload = Workloads.Introduction(TenClasses, agents, samples: 5_000, at: 1_000, seed: 1);
        var neighbourhoods = workload.Agents.Select(agent => agent.Phases[^1].Prior.Keys.Order().ToArray()).DistinctBy(classes => string.Join(",", classes)).ToArray();

        Assert.That(neighbourhoods, Has.Length.EqualTo(2));
        Assert.That(neighbourhoods.Select(classes => classes.Length), Is.All.EqualTo(6));
        Assert.That(neighbourhoods[0].Intersect(neighbourhoods[1]), Is.EquivalentTo(new[] { "c1", "c2" }), "the two most frequent");
        Assert.That(workload.Agents.Where(agent => agent.Phases.Count > 1).Count(target => Arriving(target) == "c2"), Is.EqualTo(2));
    }

    [Test]
    public void A_class_is_absent_before_its_introduction_and_has_its_share_after([Range(1, 6)] int seed)
    {
        const int at = 2_000;
        const int samples = 6_000;
        var workload = Workloads.Introduction(FourClasses, agents: 4, samples, at, seed);
        foreach (var target in workload.Agents.Where(agent => agent.Phases.Count > 1))
        {
            using var source = new WorkloadSource(FourClasses, workload, target.Name);
            var arriving = FourClasses.Schema.IndexOfClass(Arriving(target));
            var labels = source.ReadSamples().Select(sample => sample.Label).ToArray();
            var share = target.Phases[1].Prior[Arriving(target)] / target.Phases[1].Prior.Values.Sum();

            Assert.That(labels[..at], Has.None.EqualTo(arriving));
            Assert.That(share, Is.EqualTo(0.25).Within(0.07), "one of four classes, weights 0.8 to 1.2");
            Assert.That(labels[at..].Count(label => label == arriving), Is.EqualTo(share * (samples - at)).Within(4 * Math.Sqrt(share * (1 - share) * (samples - at))));
            Assert.That(source.HeldOut(at - 1).Select(FourClasses.Label), Has.None.EqualTo(arriving));
            Assert.That(source.HeldOut(at).Count(row => FourClasses.Label(row) == arriving), Is.EqualTo(400 * share).Within(1));
        }
    }

    [Test]
    public void A_ramp_raises_the_share_in_five_steps()
    {
        var workload = Workloads.Introduction(FourClasses, agents: 2, samples: 5_000, at: 1_000, seed: 1, ramp: 500);
        var target = workload.Agents.Single(agent => agent.Phases.Count > 1);
        var full = target.Phases[^1].Prior[Arriving(target)];

        Assert.That(target.Phases.Select(phase => phase.FromSample), Is.EqualTo(new[] { 0, 1_000, 1_100, 1_200, 1_300, 1_400, 1_500 }));
        Assert.That(target.Phases.Skip(1).Select(phase => phase.Prior[Arriving(target)] / full), Is.EqualTo(new[] { 1 / 6.0, 2 / 6.0, 3 / 6.0, 4 / 6.0, 5 / 6.0, 1 }).Within(1e-12));
    }

    [Test]
    public void A_short_ramp_has_a_step_a_sample()
    {
        var workload = Workloads.Introduction(FourClasses, agents: 2, samples: 5_000, at: 1_000, seed: 1, ramp: 2);

        Assert.That(workload.Agents.Single(agent => agent.Phases.Count > 1).Phases.Select(phase => phase.FromSample), Is.EqualTo(new[] { 0, 1_000, 1_001, 1_002 }));
    }

    [Test]
    public void A_fluctuating_class_is_away_first_and_then_present_for_its_duty()
    {
        var workload = Workloads.Fluctuation(FourClasses, agents: 3, samples: 2_500, period: 1_000, duty: 0.4, seed: 1);
        foreach (var target in workload.Agents.Where(agent => agent.Phases.Count > 1))
        {
            Assert.That(target.Phases.Select(phase => phase.FromSample), Is.EqualTo(new[] { 0, 600, 1_000, 1_600, 2_000 }));
            Assert.That(target.Phases.Select(phase => phase.Prior.Count), Is.EqualTo(new[] { 3, 4, 3, 4, 3 }));
        }

        Assert.That(workload.Agents.Count(agent => agent.Phases.Count == 1), Is.EqualTo(1));
    }

    [Test]
    public void Two_classes_make_a_fluctuation_and_no_introduction()
    {
        var data = new NumberedRows(100, 200);

        Assert.That(Workloads.Fluctuation(data, agents: 2, samples: 1_000, period: 500, duty: 0.5, seed: 1).Agents[0].Phases[0].Prior.Keys, Is.EqualTo(new[] { "c1" }));
        Assert.That(
            () => Workloads.Introduction(data, agents: 2, samples: 1_000, at: 500, seed: 1),
            Throws.TypeOf<WorkloadException>().With.Message.Contains("needs 3 classes with at least 60 rows each, and numbered has 2 (c1, c0); a fluctuation works with two"));
    }

    [Test]
    public void The_same_seed_plans_the_same_and_another_another()
    {
        string Plan(int seed) => Workloads.Introduction(TenClasses, agents: 6, samples: 5_000, at: 1_000, seed).ToJson();

        var first = Plan(1);

        Assert.That(Plan(1), Is.EqualTo(first));
        Assert.That(Plan(2).Replace("\"seed\": 2", "\"seed\": 1"), Is.Not.EqualTo(first));
    }

    [Test]
    public void What_is_planned_passes_its_own_rules_and_names_sort([Values(2, 9, 10, 100)] int agents)
    {
        var data = new NumberedRows(2_000, 2_000, 2_000);
        var workload = Workload.FromJson(Workloads.Introduction(data, agents, samples: 1_000, at: 500, seed: 1).ToJson());

        Assert.That(workload.Agents.Select(agent => agent.Name), Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
        foreach (var agent in workload.Agents) Assert.That(new WorkloadSource(data, workload, agent.Name).ReadSamples(1), Has.Count.EqualTo(1));
    }

    [TestCase(1, 5_000, 1_000, 0, 0)]
    [TestCase(2, 5_000, 0, 0, 0)]
    [TestCase(2, 5_000, 5_000, 0, 0)]
    [TestCase(2, 5_000, 1_000, -1, 0)]
    [TestCase(2, 5_000, 1_000, 4_000, 0)]
    [TestCase(6, 5_000, 1_000, 0, 2_000)]
    [TestCase(6, 5_000, 1_000, 0, -1)]
    public void An_introduction_that_does_not_fit_is_refused(int agents, int samples, int at, int ramp, int lag) =>
        Assert.That(() => Workloads.Introduction(FourClasses, agents, samples, at, seed: 1, ramp, lag), Throws.TypeOf<ArgumentOutOfRangeException>());

    [TestCase(1, 0.5)]
    [TestCase(6_000, 0.5)]
    [TestCase(500, 0)]
    [TestCase(500, 1)]
    [TestCase(500, double.NaN)]
    public void A_fluctuation_that_does_not_fit_is_refused(int period, double duty) =>
        Assert.That(() => Workloads.Fluctuation(FourClasses, agents: 2, samples: 5_000, period, duty, seed: 1), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static string Arriving(WorkloadAgent target) => target.Phases[^1].Prior.Keys.Except(target.Phases[0].Prior.Keys).Single();

    private static IEnumerable<string> ClassesOf(Workload workload) => workload.Agents.SelectMany(agent => agent.Phases.SelectMany(phase => phase.Prior.Keys)).Distinct();
}
