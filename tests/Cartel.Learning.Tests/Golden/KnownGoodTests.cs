using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>Files that an earlier build wrote: today's reader reads them, and today's writer writes the same bytes.</summary>
/// <remarks>They change only with the version byte of their form; the explicit test then writes them anew.</remarks>
public sealed class KnownGoodTests
{
    private static readonly string[] Kinds = [.. Promises.Kinds];

    [TestCaseSource(nameof(Kinds))]
    public void Todays_reader_reads_a_snapshot_and_it_predicts_the_labels_of_its_time(string kind)
    {
        var learner = OnlineLearner.Restore(Blobs.Schema, Stored($"{kind}.bin"));

        Assert.That(learner.Kind, Is.EqualTo(kind));
        Assert.That(learner.SamplesLearned, Is.EqualTo(300));
        if (Promises.Of(kind).SamplesToLearn == 0) return;

        // The labels of twelve samples that it has not learned, as drawn: all are right.
        int[] labels = [.. Blobs.Take(1001, 12).Select(sample => sample.Label)];
        Assert.That(labels, Is.EqualTo(new[] { 2, 3, 2, 3, 3, 3, 3, 1, 2, 3, 1, 1 }));
        Assert.That(Blobs.Take(1001, 12).Select(sample => learner.Predict(sample.Features).Label), Is.EqualTo(labels));
    }

    [TestCase("part.v1.bin")]
    [TestCase("part.v2.bin")]
    [TestCase("part.bin")]
    public void Todays_reader_merges_a_part_and_it_knows_its_class(string file)
    {
        var part = ModelPart.FromBytes(Stored(file));
        var learner = Blobs.Trained("linear-hinge", 1000, 300, 3);

        learner.Merge([part], MergeStyle.Rehearse, 1);

        Assert.That(part.Id, Is.EqualTo("class:3"));
        var ofTheClass = Blobs.Take(1002, 400).Where(sample => sample.Label == 3).ToList();
        Assert.That(ofTheClass.Count(sample => learner.Predict(sample.Features).Label == 3), Is.GreaterThan(0.9 * ofTheClass.Count));
    }

    [TestCaseSource(nameof(Kinds))]
    public void Todays_writer_writes_what_it_read(string kind)
    {
        var stored = Stored($"{kind}.bin");

        Assert.That(OnlineLearner.Restore(Blobs.Schema, stored).Save(), Is.EqualTo(stored));
    }

    // Those whose learning is plain arithmetic, without a system's exponential or logarithm.
    [TestCase("linear-logistic")]
    [TestCase("linear-hinge")]
    [TestCase("softmax")]
    [TestCase("naive-bayes")]
    [TestCase("network")]
    [TestCase("majority-class")]
    [TestCase("previous-label")]
    public void The_same_samples_still_give_the_same_snapshot(string kind) => Assert.That(Snapshot(kind), Is.EqualTo(Stored($"{kind}.bin")));

    [Test]
    public void The_same_samples_still_give_the_same_part() =>
        // What Brotli makes of a payload is another version's to choose; what comes of it is not.
        Assert.That(ModelPart.FromBytes(Part()).Payload.ToArray(), Is.EqualTo(ModelPart.FromBytes(Stored("part.bin")).Payload.ToArray()));

    [TestCase("part.v1.bin", 1)]
    [TestCase("part.v2.bin", 2)]
    [TestCase("part.bin", 3)]
    public void A_part_keeps_the_bytes_and_the_hash_that_it_came_with(string file, int version)
    {
        var stored = Stored(file);

        Assert.That(stored[4], Is.EqualTo(version));
        Assert.That(ModelPart.FromBytes(stored).Bytes.ToArray(), Is.EqualTo(stored));
        Assert.That(ModelPart.FromBytes(stored).Sha256, Is.EqualTo(ModelPart.HashOf(stored)));
    }

    [Test, Explicit("Writes the known-good files that are missing into the source folder; delete those of an older version first.")]
    public void Write_what_is_missing()
    {
        foreach (var kind in Kinds.Where(static kind => !File.Exists(PathOf($"{kind}.bin")))) File.WriteAllBytes(PathOf($"{kind}.bin"), Snapshot(kind));
        if (!File.Exists(PathOf("part.bin"))) File.WriteAllBytes(PathOf("part.bin"), Part());
    }

    private static byte[] Snapshot(string kind) => Blobs.Trained(kind, 1000, 300).Save();

    private static byte[] Part() => Blobs.Trained("linear-hinge", 1000, 300).Partition([3])[0].Bytes.ToArray();

    private static byte[] Stored(string name) => File.ReadAllBytes(PathOf(name));

    private static string PathOf(string name) => Path.Combine(Repository.Root, "tests", "Cartel.Learning.Tests", "Golden", name);
}
