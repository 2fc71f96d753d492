using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.Collaboration.Tests;

/// <summary>A state that an earlier build wrote: today's reader reads it, and today's writer writes the same bytes.</summary>
/// <remarks>It changes only with the version byte of its form; the explicit test then writes it anew.</remarks>
public sealed class KnownGoodTests
{
    private static readonly CollaborationOptions Options = new() { WarmUp = 20, Hindsight = 4, Window = 20 };

    // Hinge: an exponential may differ in the last bit on another system.
    private static readonly FeatureSchema Schema = new([Feature.Numeric("x"), Feature.Unit("y")], ["low", "high", "new"]);

    [Test]
    public void Todays_reader_reads_it_and_it_predicts_the_labels_of_its_time()
    {
        var learner = CollaborativeLearner.Restore(Schema, Options, Stored());

        Assert.That(learner.Samples, Is.EqualTo(41));
        Assert.That(learner.AwaitsParts, Is.True);
        Assert.That(learner.OpenTrigger!.Needs, Is.EqualTo(new[] { 2 }));
        Assert.That(learner.Predict([-3, 0.5f]).Label, Is.Zero);
        Assert.That(learner.Predict([3, 0.5f]).Label, Is.EqualTo(1));
    }

    [Test]
    public void Todays_writer_writes_what_it_read() =>
        Assert.That(CollaborativeLearner.Restore(Schema, Options, Stored()).Save(), Is.EqualTo(Stored()));

    [Test]
    public void The_same_samples_still_give_the_same_state() => Assert.That(Made(), Is.EqualTo(Stored()));

    [Test, Explicit("Writes the known-good file into the source folder; only for a new version of its form.")]
    public void Write_it_anew() => File.WriteAllBytes(PathOf(), Made());

    // Low and high by turns, then the first sample of a new class: a request is open.
    private static byte[] Made()
    {
        var learner = new CollaborativeLearner(OnlineLearner.Create("linear-hinge", Schema), Options);
        for (var i = 0; i < 40; i++) learner.Observe([(i % 2 == 0 ? -3 : 3) + (i % 5 * 0.25f), i % 4 * 0.25f], i % 2);
        learner.Observe([0, 1], 2);
        return learner.Save();
    }

    private static byte[] Stored() => File.ReadAllBytes(PathOf());

    private static string PathOf() => Path.Combine(Repository.Root, "tests", "Cartel.Collaboration.Tests", "Golden", "awaiting.bin");
}
