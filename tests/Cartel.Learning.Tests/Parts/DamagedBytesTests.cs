namespace Cartel.Learning.Tests;

/// <summary>Whatever a stranger or a bad disk makes of the bytes: refused by name, or a model that works.</summary>
[TestFixtureSource(typeof(Promises), nameof(Promises.Kinds))]
public sealed class DamagedBytesTests(string kind)
{
    private const int Flips = 2000;

    private readonly string _small = Promises.Of(kind).Small ?? kind;

    [Test]
    public void A_snapshot_that_was_cut_short_or_lengthened_is_refused()
    {
        foreach (var damaged in Damage.Of(Blobs.Trained(_small).Save()))
            Assert.That(() => OnlineLearner.Restore(Blobs.Schema, damaged), Throws.TypeOf<ModelFormatException>());
    }

    [Test]
    public void A_flipped_byte_of_a_snapshot_is_refused_or_leaves_a_model_that_works()
    {
        var refused = 0;
        foreach (var damaged in Flipped(Blobs.Trained(_small).Save()))
        {
            IOnlineLearner learner;
            try
            {
                learner = OnlineLearner.Restore(Blobs.Schema, damaged);
            }
            catch (ModelFormatException)
            {
                refused++;
                continue;
            }

            ExpectToWork(learner);
        }

        // The header and every float's exponent are checked: some must be refused, and a mantissa's bits cannot be.
        Assert.That(refused, Is.InRange(Flips / 50, Flips - 1));
    }

    [Test]
    public void A_flipped_byte_of_a_part_is_refused_or_leaves_a_model_that_works([Values] MergeStyle style)
    {
        if (!Promises.Of(kind).HasParts) Assert.Ignore("it lends no parts");

        var part = Blobs.Trained(_small, 3).Partition([2])[0].Bytes.ToArray();
        var refused = 0;
        foreach (var damaged in Flipped(part))
        {
            var learner = Blobs.Trained(_small, 4, 60);
            var before = learner.Save();
            try
            {
                learner.Merge([ModelPart.FromBytes(damaged)], style, 1);
            }
            catch (ModelFormatException)
            {
                refused++;
                Assert.That(learner.Save(), Is.EqualTo(before));
                continue;
            }

            ExpectToWork(learner);
        }

        Assert.That(refused, Is.InRange(Flips / 20, Flips - 1));
    }

    private static IEnumerable<byte[]> Flipped(byte[] bytes)
    {
        var random = new Random(17);
        for (var i = 0; i < Flips; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            yield return damaged;
        }
    }

    private static void ExpectToWork(IOnlineLearner learner)
    {
        var probabilities = new float[5];
        foreach (var (features, label) in Blobs.Take(1, 5))
        {
            learner.Learn(features, label);
            learner.Score(features, probabilities);
            if (!(Math.Abs(probabilities.Sum() - 1) < 1e-4)) Assert.Fail($"the probabilities are {string.Join(", ", probabilities)}");
            if (learner.Predict(features).Label < 0) Assert.Fail("no prediction");
        }

        foreach (var part in learner.Partition([0, 1, 2, 3, 4])) Blobs.Trained(learner.Kind, 5, 20).Merge([ModelPart.FromBytes(part.Bytes.Span)], MergeStyle.Average, 1);
        _ = OnlineLearner.Restore(Blobs.Schema, learner.Save());
    }
}
