using System.Buffers.Binary;

namespace Cartel.Learning.Tests;

/// <summary>Snapshots and trees as a bad disk, a stranger or an earlier build wrote them.</summary>
[TestFixture("adaptive-random-forest")]
[TestFixture("leveraging-bagging")]
public sealed class ForestBytesTests(string kind)
{
    private const int Flips = 1000;

    private string Small => $"{kind}?trees=3";

    [Test]
    public void A_snapshot_that_was_cut_short_or_lengthened_is_refused()
    {
        var snapshot = Blobs.Trained(Small, 1, 60).Save();
        foreach (var damaged in Damage.Of(snapshot).Where(static (_, i) => i % 7 == 0))
            Assert.That(() => OnlineLearner.Restore(Blobs.Schema, damaged), Throws.TypeOf<ModelFormatException>());
    }

    [Test]
    public void A_flipped_bit_of_a_snapshot_is_refused_or_leaves_a_model_that_works()
    {
        var refused = 0;
        foreach (var damaged in Flipped(Blobs.Trained(Small, 1, 3000).Save()))
        {
            try
            {
                ExpectToWork(OnlineLearner.Restore(Blobs.Schema, damaged));
            }
            catch (ModelFormatException)
            {
                refused++;
            }
        }

        Assert.That(refused, Is.InRange(1, Flips - 1));
    }

    [Test]
    public void A_flipped_bit_of_a_tree_is_refused_or_leaves_a_model_that_works([Values] MergeStyle style)
    {
        var part = Blobs.Trained(Small, 1, 4000).Partition([1, 2])[0].Bytes.ToArray();
        var refused = 0;
        foreach (var damaged in Flipped(part))
        {
            var learner = Blobs.Trained(Small, 4, 60);
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

        Assert.That(refused, Is.InRange(Flips / 50, Flips - 1));
    }

    [Test]
    public void A_part_of_another_kind_schema_version_or_of_no_class_of_the_task_is_refused()
    {
        var (hash, payload) = (Blobs.Schema.Hash, Payload());
        byte[] newer = [.. payload];
        newer[0] = 2;
        byte[] boundless = [.. payload];
        BinaryPrimitives.WriteInt64LittleEndian(boundless.AsSpan(1), long.MaxValue);
        Refused(new ModelPart("linear-hinge", hash, "tree:0", [2], 9, payload));
        Refused(new ModelPart(kind, new string('0', 64), "tree:0", [2], 9, payload));
        Refused(new ModelPart(kind, hash, "tree:0", [2], 9, newer));
        Refused(new ModelPart(kind, hash, "tree:0", [2], 9, boundless));
        Refused(new ModelPart(kind, hash, "tree:0", [5], 9, payload));
        Refused(new ModelPart(kind, hash, "tree:0", [], 9, payload));
        Refused(new ModelPart(kind, hash, "tree:0", [2, 2], 9, payload));
        Refused(new ModelPart(kind, hash, "tree:0", [2], 9, payload.AsSpan(1)));
        Refused(new ModelPart(kind, hash, "tree:0", [2], 9, [.. payload, 0]));
        Refused(new ModelPart(kind, hash, "tree:0", [2], 9, []));
    }

    [Test]
    public void A_bad_tree_beside_a_good_one_leaves_the_model_as_it_was() =>
        Refused(Blobs.Trained(Small, 8, 300).Partition([1])[0], new ModelPart(kind, Blobs.Schema.Hash, "tree:0", [2], 9, Payload().AsSpan(1)));

    private void Refused(params ModelPart[] parts)
    {
        var learner = Blobs.Trained(Small, 4, 60);
        var before = learner.Save();
        foreach (var style in Enum.GetValues<MergeStyle>())
            Assert.That(() => learner.Merge(parts, style, 1), Throws.TypeOf<ModelFormatException>());

        Assert.That(learner.Save(), Is.EqualTo(before));
    }

    private byte[] Payload() => Blobs.Trained(Small).Partition([2])[0].Payload.ToArray();

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

        _ = learner.Partition([0, 1, 2, 3]);
        _ = OnlineLearner.Restore(Blobs.Schema, learner.Save());
    }
}
