using Cartel.Streams;

namespace Cartel.Simulation.Tests;

public sealed class FleetSamplesTests
{
    private static readonly IDataSet Data = DataSets.Open("rbf?classes=3&features=4&centroids=9&count=2000", null, strict: true);
    private static readonly Dictionary<string, double> Both = new() { [Data.Schema.Classes[0]] = 1, [Data.Schema.Classes[1]] = 1 };

    [Test]
    public void Samples_are_those_of_the_workloads_sources()
    {
        var workload = Two(new WorkloadPhase(0, Both));
        using var source = new WorkloadSource(Data, workload, "b");
        var sample = new Learning.Sample(4);
        var samples = new FleetSamples(workload, Data).Of(1);

        foreach (var met in samples)
        {
            Assert.That(source.TryRead(sample));
            Assert.That((met.Features, met.Label), Is.EqualTo((sample.Values, sample.Label)));
        }
    }

    [Test]
    public void Labels_swap_and_features_move_with_their_phase_in_samples_and_in_held_out_slices()
    {
        string[] names = [.. Both.Keys];
        var swap = new Dictionary<string, string> { [names[0]] = names[1], [names[1]] = names[0] };
        var plain = new FleetSamples(Two(new WorkloadPhase(0, Both), new WorkloadPhase(50, Both)), Data);
        var changed = new FleetSamples(Two(new WorkloadPhase(0, Both), new WorkloadPhase(50, Both, swap, new FeatureShift(1, 2, 1))), Data);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(changed.Of(0).Take(50), Is.EqualTo(plain.Of(0).Take(50)).Using<FleetSample>(Equal));
            Assert.That(changed.Of(0).Skip(50).Select(one => one.Label), Is.EqualTo(plain.Of(0).Skip(50).Select(one => 1 - one.Label)), "labels 0 and 1 swap");
            Assert.That(changed.HeldOut(0, 60).Select(one => one.Label), Is.EqualTo(plain.HeldOut(0, 60).Select(one => 1 - one.Label)));
            var offsets = Enumerable.Range(50, 50).Select(i => changed.Of(0)[i].Features[0] - plain.Of(0)[i].Features[0]).ToArray();
            Assert.That(offsets.Max() - offsets.Min(), Is.LessThan(1e-5), "one offset for a column");
            Assert.That(Math.Abs(offsets[0]), Is.GreaterThan(0.1), "two deviations of a column that is spread over about a unit");
        }
    }

    private static bool Equal(FleetSample one, FleetSample other) => one.Label == other.Label && one.Features.AsSpan().SequenceEqual(other.Features);

    private static Workload Two(params WorkloadPhase[] phases) =>
        new("two", Data.Name, 1, 100, [new WorkloadAgent("a", phases), new WorkloadAgent("b", [new WorkloadPhase(0, Both)])]);
}
