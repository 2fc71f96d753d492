using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>Parts with a bit flipped on their way: refused without a trace, or merged into a model that works.</summary>
[TestFixtureSource(typeof(Promises), nameof(Promises.Lenders))]
public sealed class DamagedPartTests(string kind)
{
    private const int Flips = 2000;

    private readonly string _small = Promises.Of(kind).Small ?? kind;

    [Test]
    public void A_flipped_bit_is_refused_or_leaves_a_model_that_works([Values] MergeStyle style)
    {
        var part = Blobs.Trained(_small, 3, Promises.Of(kind).SamplesToGrow).Partition([2])[0].Bytes.ToArray();
        var borrower = Blobs.Trained(_small, 4, 60);
        var before = borrower.Save();
        var refused = 0;
        foreach (var damaged in Damage.Flips(part, Flips))
        {
            var learner = borrower.Clone();
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

            DamagedBytesTests.ExpectToWork(learner);
        }

        // Names, hashes and exponents are checked: some must be refused, and a mantissa's bits cannot be.
        Assert.That(refused, Is.InRange(Flips / 50, Flips - 1));
    }
}
