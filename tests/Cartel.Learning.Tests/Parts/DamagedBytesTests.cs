using Cartel.Testing;

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
        foreach (var damaged in Damage.Flips(Grown(1).Save(), Flips))
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

    private IOnlineLearner Grown(int seed) => Blobs.Trained(_small, seed, Promises.Of(kind).SamplesToGrow);

    internal static void ExpectToWork(IOnlineLearner learner)
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
