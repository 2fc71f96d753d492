using System.Buffers.Binary;
using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>Trees as no honest donor sends them.</summary>
[TestFixture("adaptive-random-forest")]
[TestFixture("leveraging-bagging")]
public sealed class HostileTreeTests(string kind)
{
    private string Small => $"{kind}?trees=3";

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
}
