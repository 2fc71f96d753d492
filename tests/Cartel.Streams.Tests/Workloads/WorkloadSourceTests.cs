using Cartel.Learning;

namespace Cartel.Streams.Tests;

/// <summary>What holds for every agent's stream, over random workloads on a data set whose rows say their own numbers.</summary>
public sealed class WorkloadSourceTests
{
    private static readonly NumberedRows Data = new(3_000, 2_000, 1_500, 900, 500, 300);

    [Test]
    public void No_held_out_row_is_ever_given_and_no_row_to_two_agents([Range(1, 10)] int seed)
    {
        var workload = Random(seed, samples: 4_000);
        var given = workload.Agents.Select(agent => RowsOf(workload, agent.Name).ToHashSet()).ToArray();
        var heldOut = workload.Agents
            .SelectMany(agent => agent.Phases.SelectMany(phase => Open(workload, agent.Name).HeldOut(phase.FromSample, 5_000)))
            .ToHashSet();

        Assert.That(heldOut.Intersect(given.SelectMany(rows => rows)), Is.Empty);
        Assert.That(given.Sum(rows => rows.Count), Is.EqualTo(given.SelectMany(rows => rows).Distinct().Count()), "rows stay apart");
        Assert.That(heldOut, Has.Count.GreaterThan(Data.Count / 10), "slices of 5,000 reach most of a fifth of 8,200 rows");
    }

    [Test]
    public void A_row_comes_again_only_when_all_rows_of_its_class_are_out_and_that_is_counted([Range(1, 5)] int seed)
    {
        var workload = Random(seed, samples: 4_000);
        foreach (var agent in workload.Agents)
        {
            using var source = Open(workload, agent.Name);
            var rows = source.ReadSamples().Select(sample => (Row: (int)sample.Values[0], sample.Label)).ToArray();

            Assert.That(source.Recycled, Is.EqualTo(rows.Length - rows.Distinct().Count()));
            foreach (var ofClass in rows.GroupBy(pair => pair.Label))
            {
                var pool = ofClass.Distinct().Count();
                var rounds = ofClass.Chunk(pool).ToArray();
                Assert.That(rounds.All(round => round.Distinct().Count() == round.Length), "each round gives every row once");
                if (rounds is [{ Length: > 20 } first, { } second, ..] && second.Length == first.Length) Assert.That(second, Is.Not.EqualTo(first), "in a new order");
            }
        }
    }

    [Test]
    public void Each_class_has_its_share_within_four_sigma_in_every_phase([Range(1, 10)] int seed)
    {
        var workload = Random(seed, samples: 6_000);
        foreach (var agent in workload.Agents)
        {
            var labels = Open(workload, agent.Name).ReadSamples().Select(sample => Data.Schema.Classes[sample.Label]).ToArray();
            for (var i = 0; i < agent.Phases.Count; i++)
            {
                var from = (int)agent.Phases[i].FromSample;
                var to = i + 1 < agent.Phases.Count ? (int)agent.Phases[i + 1].FromSample : labels.Length;
                var total = agent.Phases[i].Prior.Values.Sum();
                foreach (var name in Data.Schema.Classes)
                {
                    var share = agent.Phases[i].Prior.GetValueOrDefault(name) / total;
                    var seen = labels[from..to].Count(label => label == name);
                    Assert.That(seen, Is.EqualTo(share * (to - from)).Within(4.5 * Math.Sqrt(share * (1 - share) * (to - from))), $"{agent.Name}, phase {i}, class {name}");
                }
            }
        }
    }

    [Test]
    public void Seeking_gives_the_sample_of_that_index_of_a_fresh_source([Range(1, 5)] int seed)
    {
        var workload = Random(seed, samples: 3_000);
        var agent = workload.Agents[seed % workload.Agents.Count].Name;
        var rows = RowsOf(workload, agent);
        using var source = Open(workload, agent);
        var random = new Random(seed);
        foreach (var position in Enumerable.Range(0, 20).Select(_ => random.Next(3_000)).Append(0).Append(2_999))
        {
            source.Seek(position);
            Assert.That(source.Position, Is.EqualTo(position));
            Assert.That(source.ReadSamples(3).Select(sample => (int)sample.Values[0]), Is.EqualTo(rows.Skip(position).Take(3)));
        }
    }

    [Test]
    public void Seeking_also_restores_the_count_of_recycled_rows()
    {
        var workload = Random(1, samples: 6_000);
        using var source = Open(workload, workload.Agents[0].Name);
        source.ReadSamples(5_000);
        var recycled = source.Recycled;
        source.ReadSamples();

        source.Seek(5_000);

        Assert.That(source.Recycled, Is.EqualTo(recycled).And.Positive);
    }

    [Test]
    public void The_stream_ends_after_the_samples_per_agent()
    {
        var workload = Random(1, samples: 50);
        using var source = Open(workload, workload.Agents[0].Name);
        var sample = new Sample(1);

        Assert.That(source.ReadSamples(), Has.Count.EqualTo(50));
        Assert.That(source.TryRead(sample), Is.False);
        Assert.That(() => source.Seek(51), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => source.Seek(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => source.HeldOut(51), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void The_order_of_agents_and_keys_in_the_document_is_all_that_a_stream_takes_from_it()
    {
        var workload = Random(2, samples: 500);
        var reversed = workload with { Agents = [.. workload.Agents.Select(agent => agent with { Phases = [.. agent.Phases.Select(Reversed)] })] };

        foreach (var agent in workload.Agents) Assert.That(RowsOf(reversed, agent.Name), Is.EqualTo(RowsOf(Workload.FromJson(workload.ToJson()), agent.Name)));
    }

    [Test]
    public void Another_seed_gives_another_stream()
    {
        var workload = Random(1, samples: 500);

        Assert.That(RowsOf(workload with { Seed = workload.Seed + 1 }, workload.Agents[0].Name), Is.Not.EqualTo(RowsOf(workload, workload.Agents[0].Name)));
    }

    [Test]
    public void A_held_out_slice_stays_the_same_within_a_phase_and_follows_its_prior()
    {
        var workload = new Workload("slices", "numbered", 1, 1_000,
        [
            new WorkloadAgent("a", [Phase(0, ("c0", 1), ("c1", 1)), Phase(400, ("c0", 1), ("c1", 1), ("c2", 2))]),
            new WorkloadAgent("b", [Phase(0, ("c0", 1), ("c1", 1))]),
        ]);
        using var source = Open(workload, "a");
        var before = source.HeldOut(399);
        var after = source.HeldOut(400);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(source.HeldOut(0), Is.EqualTo(before));
            Assert.That(source.HeldOut(1_000), Is.EqualTo(after));
            Assert.That(before.CountBy(Data.Label).ToDictionary(), Is.EqualTo(new Dictionary<int, int> { [0] = 200, [1] = 200 }));
            Assert.That(after.CountBy(Data.Label).ToDictionary(), Is.EqualTo(new Dictionary<int, int> { [0] = 100, [1] = 100, [2] = 200 }));
            Assert.That(before, Is.Unique);
            Assert.That(Open(workload, "b").HeldOut(0), Is.Not.EqualTo(before));
            Assert.That(new[] { 0, 399, 400, 1_000 }.Select(position => source.PhaseStart(position)), Is.EqualTo(new[] { 0, 0, 400, 400 }));
        }
    }

    [Test]
    public void Another_phase_has_another_slice_even_where_the_prior_is_the_same()
    {
        var workload = new Workload("slices", "numbered", 1, 10, [new WorkloadAgent("a", [Phase(0, ("c0", 1)), Phase(5, ("c0", 1))])]);
        using var source = Open(workload, "a");

        Assert.That(source.HeldOut(5), Is.Not.EquivalentTo(source.HeldOut(4)));
    }

    [Test]
    public void A_slice_larger_than_the_held_out_rows_repeats_them_evenly()
    {
        var workload = new Workload("slices", "numbered", 1, 10, [new WorkloadAgent("a", [Phase(0, ("c5", 1))])]);

        var counts = Open(workload, "a").HeldOut(0, 150).CountBy(row => row).ToDictionary();

        Assert.That(counts, Has.Count.EqualTo(60), "a fifth of 300 rows");
        Assert.That(counts.Values, Is.All.InRange(2, 3));
    }

    [TestCase(10, new[] { 1.0, 1, 1 }, new[] { 4, 3, 3 })]
    [TestCase(400, new[] { 1.0, 2, 1 }, new[] { 100, 200, 100 })]
    [TestCase(7, new[] { 0.5, 0.1 }, new[] { 6, 1 }, Description = "quotas 5.83 and 1.17")]
    [TestCase(1, new[] { 0.1, 0.1, 9.8 }, new[] { 0, 0, 1 })]
    public void Seats_go_by_largest_remainder(int total, double[] weights, int[] expected)
    {
        var prior = new ClassPrior(weights.Select((weight, i) => (weight, i)).ToDictionary(pair => $"c{pair.i}", pair => pair.weight), Data.Schema);

        Assert.That(prior.Apportion(total).Select(pair => pair.Count), Is.EqualTo(expected));
    }

    private static WorkloadPhase Phase(long from, params (string Name, double Weight)[] prior) => new(from, prior.ToDictionary(pair => pair.Name, pair => pair.Weight));

    private static WorkloadPhase Reversed(WorkloadPhase phase) => phase with { Prior = phase.Prior.Reverse().ToDictionary() };

    private static WorkloadSource Open(Workload workload, string agent) => new(Data, workload, agent);

    private static int[] RowsOf(Workload workload, string agent) => [.. Open(workload, agent).ReadSamples().Select(sample => (int)sample.Values[0])];

    private static Workload Random(int seed, int samples)
    {
        var random = new Random(seed);
        var agents = Enumerable.Range(0, random.Next(2, 6)).Select(i => new WorkloadAgent(
            $"agent-{i}",
            [.. new[] { 0 }.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(1, samples))).Distinct().Order().Select(from => Phase(
                from,
                [.. Data.Schema.Classes.Where((_, label) => label == 0 || random.Next(2) == 0).Select(name => (name, 0.1 + random.NextDouble()))]))]));
        return new Workload("random", "numbered", seed, samples, [.. agents]);
    }
}
