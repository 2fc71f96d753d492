using Cartel.Learning;

namespace Cartel.Streams.Tests;

/// <summary>Every shipped plan on rows that say their own numbers, and what each promises.</summary>
public sealed class WorkloadPlanTests
{
    private static readonly NumberedRows Data = new(3_000, 3_000, 2_500, 2_500, 2_500, 2_500);

    private static IEnumerable<string> Shipped => ShippedPlans.Names;

    private static IEnumerable<string> OfRows => ShippedPlans.Names.Where(name => ShippedPlans.Open(name).Partition is null);

    [TestCaseSource(nameof(Shipped))]
    public void A_shipped_plan_is_named_like_its_file_and_says_what_it_shows(string name)
    {
        var plan = ShippedPlans.Open(name);

        Assert.That(plan.Name, Is.EqualTo(name));
        Assert.That(plan.Description, Has.Length.GreaterThan(40).And.EndsWith("."));
        Assert.That(WorkloadPlan.FromJson(plan.ToJson(), "again").ToJson(), Is.EqualTo(plan.ToJson()));
    }

    [TestCaseSource(nameof(OfRows))]
    public void The_same_seed_gives_the_same_workload_and_another_one_another(string name)
    {
        var plan = ShippedPlans.Open(name);

        var (first, again) = (plan.Make(Data, 1).ToJson(), plan.Make(Data, 1).ToJson());

        Assert.That(again, Is.EqualTo(first));
        Assert.That((plan.Make(Data, 1) with { Seed = 2 }).ToJson(), Is.Not.EqualTo(plan.Make(Data, 2).ToJson()), "not only the seed differs");
    }

    [TestCaseSource(nameof(OfRows))]
    public void No_row_is_given_to_two_agents_nor_held_out_and_given(string name)
    {
        var workload = ShippedPlans.Open(name).Make(Data, 3);
        var given = new HashSet<int>();
        foreach (var source in WorkloadSource.OpenAll(Data, workload))
        {
            var sample = new Sample(1);
            var mine = new HashSet<int>();
            while (source.TryRead(sample)) mine.Add(source.Row);
            Assert.That(given.Overlaps(mine), Is.False);
            given.UnionWith(mine);
        }

        foreach (var source in WorkloadSource.OpenAll(Data, workload))
            Assert.That(given.Overlaps(source.HeldOut(source.Length)), Is.False);
    }

    [Test]
    public void Specialists_meet_four_classes_each_and_somebody_with_the_same_four_knows_the_one_that_arrives([Range(1, 5)] int seed)
    {
        var data = new NumberedRows([.. Enumerable.Repeat(600, 24)]);
        var workload = ShippedPlans.Open("specialists").Make(data, seed);
        var whole = workload.Agents.Select(agent => agent.Phases[^1].Prior.Keys.Order().ToArray()).ToArray();

        Assert.That(whole, Has.All.Length.EqualTo(4));
        Assert.That(whole.SelectMany(static known => known).Distinct().Count(), Is.EqualTo(24));
        foreach (var target in workload.Agents.Where(IsTarget))
        {
            Assert.That(target.Phases[0].Prior, Has.Count.EqualTo(3));
            Assert.That(workload.Agents.Count(donor => !IsTarget(donor) && donor.Phases[0].Prior.Keys.ToHashSet().SetEquals(target.Phases[1].Prior.Keys)), Is.EqualTo(1));
        }
    }

    [Test]
    public void Half_sharing_donors_know_the_new_class_and_no_more_than_half_of_the_others([Range(1, 10)] int seed)
    {
        var workload = ShippedPlans.Open("introduction-half").Make(Data, seed);
        var targets = workload.Agents.Where(IsTarget).ToArray();
        var donors = workload.Agents.Except(targets).Select(agent => agent.Phases[0].Prior.Keys.ToHashSet()).ToArray();
        var before = targets[0].Phases[0].Prior.Keys.ToHashSet();
        var arriving = targets[0].Phases[1].Prior.Keys.Except(before).Single();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(targets, Has.Length.EqualTo(5));
            Assert.That(before, Has.Count.EqualTo(4), "six classes: one arrives, one is the donors' own");
            Assert.That(donors, Has.All.Contains(arriving));
            Assert.That(donors.Select(known => known.Intersect(before).Count()), Is.All.EqualTo(2));
            Assert.That(donors.SelectMany(known => known).ToHashSet(), Is.SupersetOf(before), "together they know all");
        }
    }

    [Test]
    public void One_class_spreads_to_each_edge_a_lag_later([Range(1, 5)] int seed)
    {
        var plan = ShippedPlans.Open("propagation");
        var targets = plan.Make(Data, seed).Agents.Where(IsTarget).ToArray();

        Assert.That(targets.Select(Arriving).Distinct().Count(), Is.EqualTo(1));
        Assert.That(targets.Select(target => target.Phases[1].FromSample), Is.EqualTo(targets.Select((_, i) => plan.At + (i * plan.Lag))));
    }

    [Test]
    public void A_rare_class_has_one_sample_in_a_hundred_at_the_targets()
    {
        foreach (var target in ShippedPlans.Open("rare-class").Make(Data, 1).Agents.Where(IsTarget))
        {
            var prior = target.Phases[^1].Prior;
            Assert.That(prior[Arriving(target)] / prior.Values.Sum(), Is.EqualTo(0.01).Within(1e-9));
        }
    }

    [Test]
    public void A_lonely_class_is_seen_by_one_agent_alone([Range(1, 5)] int seed)
    {
        var workload = ShippedPlans.Open("lonely-drift").Make(Data, seed);
        foreach (var target in workload.Agents.Where(IsTarget))
            Assert.That(workload.Agents.Count(agent => agent.Phases.Any(phase => phase.Prior.ContainsKey(Arriving(target)))), Is.EqualTo(1));
    }

    [TestCase("bad-donor", 1)]
    [TestCase("colluding-donors", 0)]
    public void Only_so_many_donors_are_honest_and_no_target_is_bad(string name, int honest)
    {
        var agents = ShippedPlans.Open(name).Make(Data, 1).Agents;

        Assert.That(agents.Where(IsTarget).Select(agent => agent.Fault), Is.All.Null);
        Assert.That(agents.Count(agent => !IsTarget(agent) && agent.Fault is null), Is.EqualTo(honest));
    }

    [Test]
    public void Colluding_donors_call_every_class_by_the_same_wrong_name()
    {
        var maps = ShippedPlans.Open("colluding-donors").Make(Data, 1).Agents.Where(agent => agent.Fault is not null).Select(agent => agent.Phases[0].Relabel!).ToArray();

        Assert.That(maps, Has.Length.EqualTo(3));
        Assert.That(maps, Is.All.EqualTo(maps[0]));
        Assert.That(maps[0].Where(pair => pair.Key == pair.Value), Is.Empty);
        Assert.That(maps[0].Values, Is.EquivalentTo(maps[0].Keys));
    }

    [Test]
    public void The_poor_have_a_hundredth_of_the_samples_in_the_same_time()
    {
        var agents = ShippedPlans.Open("quantity-skew").Make(Data, 1).Agents;

        Assert.That(agents.Count(agent => agent is { Period: 100, Samples: 120, StartsAfter: 2_000 }), Is.EqualTo(3));
        Assert.That(agents.Count(agent => agent is { Period: null, Samples: null, StartsAfter: null }), Is.EqualTo(3));
    }

    [Test]
    public void Swapped_labels_reach_targets_one_by_one_while_some_know_them_and_some_never_do()
    {
        var agents = ShippedPlans.Open("label-swap").Make(Data, 1).Agents;

        Assert.That(agents.Where(IsTarget).Select(agent => agent.Phases[1].FromSample), Is.EqualTo([700, 800, 900]));
        Assert.That(agents.Count(agent => agent.Phases is [{ Relabel: not null }]), Is.EqualTo(3));
        Assert.That(agents.Count(agent => agent.Phases is [{ Relabel: null }]), Is.EqualTo(3));
        Assert.That(agents.Where(IsTarget).All(agent => agent.Phases[1].IsChangeAfter(agent.Phases[0])));
    }

    [Test]
    public void Each_subject_sees_its_own_rows_alone_in_the_shares_in_which_they_came()
    {
        var owned = new PartitionedDataSet(new OwnedRows(), "owner");

        Assert.That(owned.Schema.Features.Select(feature => feature.Name), Is.EqualTo(["x"]));
        var workload = (ShippedPlans.Open("people") with { Agents = 2, Samples = 40, At = 10, Partition = "owner" }).Make(owned, 1);
        foreach (var (source, agent) in WorkloadSource.OpenAll(owned, workload).Zip(workload.Agents))
        {
            var sample = new Sample(1);
            while (source.TryRead(sample)) Assert.That(owned.Owner(source.Row), Is.EqualTo(agent.Partition));
            Assert.That(source.HeldOut(0).Select(owned.Owner), Is.All.EqualTo(agent.Partition));
        }
    }

    // Row i belongs to i mod 4 and is of class i / 4 mod 2.
    private sealed class OwnedRows : IDataSet
    {
        public string Name => "owned";

        public FeatureSchema Schema { get; } = new([Feature.Numeric("x"), Feature.Numeric("owner")], ["no", "yes"]);

        public int Count => 400;

        public BadRows BadRows { get; } = new();

        public int Label(int row) => row / 4 % 2;

        public void Read(int row, Span<float> values) => (values[0], values[1]) = (row, row % 4);
    }

    private static bool IsTarget(WorkloadAgent agent) => agent.Phases.Count > 1;

    private static string Arriving(WorkloadAgent target) => target.Phases[^1].Prior.Keys.Except(target.Phases[0].Prior.Keys).Single();
}
