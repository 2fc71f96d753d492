using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>Files that an earlier build wrote: today's reader reads them, and today's writer writes the same bytes.</summary>
/// <remarks>They change only with the version byte of their form; the explicit test then writes them anew.</remarks>
public sealed class TreeKnownGoodTests
{
    private static readonly string[] Kinds = ["hoeffding-tree", "hoeffding-adaptive-tree"];

    [TestCaseSource(nameof(Kinds))]
    public void Todays_reader_reads_a_snapshot_and_todays_writer_writes_it(string kind)
    {
        var learner = OnlineLearner.Restore(Steps.Schema, Stored($"{kind}.grown.bin"));

        Assert.That(learner.SamplesLearned, Is.EqualTo(3000));
        Assert.That(Steps.Accuracy(learner, 1001, 1000), Is.GreaterThan(0.9));
        Assert.That(learner.Save(), Is.EqualTo(Stored($"{kind}.grown.bin")));
    }

    [Test]
    public void Todays_reader_merges_a_part_and_todays_writer_writes_it([ValueSource(nameof(Kinds))] string kind, [Values("part.v1", "part")] string form)
    {
        var learner = OnlineLearner.Create(kind, Steps.Schema);

        learner.Merge([ModelPart.FromBytes(Stored($"{kind}.{form}.bin"))], MergeStyle.Replace, 1);

        Assert.That(Steps.Accuracy(learner, 1001, 1000), Is.GreaterThan(0.9));
        Assert.That(learner.Partition([0]).Single().Payload.ToArray(), Is.EqualTo(ModelPart.FromBytes(Stored($"{kind}.part.bin")).Payload.ToArray()));
    }

    [Test, Explicit("Writes the known-good files into the source folder; only for a new version of a form.")]
    public void Write_them_anew()
    {
        foreach (var kind in Kinds)
        {
            var learner = Steps.Trained(kind, 1000, 3000);
            File.WriteAllBytes(PathOf($"{kind}.grown.bin"), learner.Save());
            File.WriteAllBytes(PathOf($"{kind}.part.bin"), learner.Partition([0])[0].Bytes.ToArray());
        }
    }

    private static byte[] Stored(string name) => File.ReadAllBytes(PathOf(name));

    private static string PathOf(string name) => Path.Combine(Repository.Root, "tests", "Cartel.Learning.Tests", "Golden", name);
}
