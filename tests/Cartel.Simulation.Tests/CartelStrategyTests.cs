using Cartel.Streams;

namespace Cartel.Simulation.Tests;

/// <summary>The shipped agents around the shipped registry, on virtual time. Of four devices the first three lack a class at first.</summary>
public sealed class CartelStrategyTests
{
    [Test]
    public void A_class_that_is_new_to_a_device_is_fetched_from_one_that_knows_it()
    {
        var run = Some.Run(new CartelStrategy(new CartelOptions()));

        for (var device = 0; device < 3; device++)
        {
            var marks = run.Journal.Entries.Where(entry => entry.Device == device && entry.Sample >= 400).ToList();
            Assert.That(marks.Select(static mark => mark.Kind), Does.Contain("novelty").And.Contain("merged"), $"device {device}");
            // Whoever has just been helped may help the next one.
            string[] donors = device == 0 ? ["device-00003"] : ["device-00003", "device-00000", "device-00001"];
            Assert.That(marks.First(static mark => mark.Kind == "merged").Detail.Split(' ')[^1], Is.AnyOf(donors).And.Not.EqualTo($"device-0000{device}"));
        }
    }

    [TestCase(0, false, Description = "with all the others")]
    [TestCase(300, true, Description = "when the others have learned")]
    public void A_device_that_joins_late_asks_once_for_all_that_it_has_met(long startsAfter, bool asks)
    {
        var run = Some.Run(new CartelStrategy(new CartelOptions()), change: workload => workload.With(0, agent => agent with { StartsAfter = startsAfter }));

        var young = run.Journal.Entries.Where(static entry => entry is { Device: 0, Kind: "asked", Sample: <= 100 }).Select(static entry => entry.Sample);

        Assert.That(young, Is.EqualTo(asks ? [20L] : Array.Empty<long>()));
    }

    [Test]
    public void Bytes_are_counted_by_kind_and_no_sample_leaves_a_device()
    {
        var bytes = Some.Run(new CartelStrategy(new CartelOptions())).Network.Bytes;

        Assert.That(bytes[MessageKind.Raw] + bytes[MessageKind.Models], Is.Zero);
        Assert.That(bytes[MessageKind.Parts], Is.GreaterThan(0));
        Assert.That(bytes[MessageKind.Metadata], Is.GreaterThan(0));
        Assert.That(bytes[MessageKind.Protocol], Is.GreaterThan(0));
    }

    [TestCase("cartel")]
    [TestCase("random-peer")]
    [TestCase("oracle-peer")]
    public void The_same_seed_gives_the_same_bytes_marks_and_predictions(string strategy)
    {
        var first = Course();
        var second = Course();

        Assert.That(second, Is.EqualTo(first));

        List<string> Course()
        {
            var course = new List<string>();
            var run = Some.Run(StrategyKinds.Create(strategy), devices: 6, seen: (device, sample, _, predicted) => course.Add($"{device} {sample} {predicted}"));
            course.AddRange(Enum.GetValues<MessageKind>().Select(kind => $"{kind} {run.Network.Bytes[kind]}"));
            course.AddRange(run.Journal.Entries.Select(static entry => entry.ToString()));
            return course;
        }
    }

    [Test]
    public void Collaboration_predicts_better_than_isolation_after_the_change()
    {
        Assert.That(Right("cartel"), Is.GreaterThan(Right("isolated")));

        static int Right(string strategy)
        {
            var right = 0;
            Some.Run(StrategyKinds.Create(strategy), seen: (_, sample, label, predicted) => right += sample is >= 400 and < 500 && label == predicted ? 1 : 0);
            return right;
        }
    }

    [Test]
    public void A_donor_that_is_offline_is_skipped_for_the_next_one_after_ten_seconds()
    {
        // Of six devices the last two know every class. The best of them is cut off while the others ask.
        var plain = Some.Run(new CartelStrategy(new CartelOptions()), devices: 6);
        var best = plain.Journal.Entries.First(static entry => entry.Kind == "merged").Detail[^1] - '0';
        var other = best == 4 ? 5 : 4;

        var run = Some.Run(new CartelStrategy(new CartelOptions()), devices: 6, workload => workload.With(
            best, static agent => agent with { Offline = [new OfflineStretch(395, 600)] }));

        var merged = run.Journal.Entries.Where(static entry => entry is { Kind: "merged", Sample: < 590 }).ToList();
        Assert.That(merged, Is.Not.Empty);
        Assert.That(merged.Select(static entry => entry.Detail), Has.None.EndsWith($"device-0000{best}").And.Some.EndsWith($"device-0000{other}"));
    }

    [Test]
    public void A_fleet_of_whom_nobody_can_be_reached_learns_on_alone()
    {
        var run = Some.Run(new CartelStrategy(new CartelOptions()), change: static workload => workload with
        {
            Agents = [.. workload.Agents.Select(static agent => agent with { Offline = [new OfflineStretch(0, 900)] })],
        });

        Assert.That(run.Network.Bytes.Total, Is.Zero);
        Assert.That(run.Count("novelty"), Is.GreaterThan(0));
        Assert.That(run.Count("merged"), Is.Zero);
    }
}
