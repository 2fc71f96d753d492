using System.Buffers.Binary;
using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>Well-formed linear parts that no honest donor sends.</summary>
[TestFixture("linear-logistic")]
[TestFixture("linear-hinge")]
[TestFixture("softmax")]
public sealed class HostileLinearPartTests(string kind)
{
    private const int Length = 5;
    private const int BiasAt = 5;
    private const int SquareAt = 13;
    private const int WeightsAt = 17;
    private const int RootsAt = WeightsAt + 4 * Length;
    private const int MeansAt = RootsAt + 2 * Length;
    private const int DeviationsAt = MeansAt + 4 * Length;

    private static readonly (float[] Features, int Label)[] Some = [.. Blobs.Take(21, 50)];

    [Test]
    public void Of_two_classes_it_is_refused() => Refused(new ModelPart(kind, Blobs.Schema.Hash, "class:2", [1, 2], 9, Payload()));

    [Test]
    public void With_a_value_that_is_not_finite_it_is_refused()
    {
        foreach (var value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            for (var i = 0; i < Length; i++)
            {
                foreach (var at in new[] { WeightsAt, MeansAt, DeviationsAt }) Refused(Changed(payload => Write(payload, at + (4 * i), value)));
                Refused(Changed(payload => BinaryPrimitives.WriteHalfLittleEndian(payload.AsSpan(RootsAt + (2 * i)), (Half)value)));
            }

            Refused(Changed(payload => Write(payload, SquareAt, value)));
            Refused(Changed(payload => BinaryPrimitives.WriteDoubleLittleEndian(payload.AsSpan(BiasAt), value)));
        }

        Refused(Changed(payload => Write(payload, SquareAt, -1)));
        Refused(Changed(payload => Write(payload, DeviationsAt, float.MaxValue)));
    }

    [Test]
    public void A_bad_part_beside_a_good_one_leaves_the_model_as_it_was() =>
        Refused(Blobs.Trained(kind, 8, 300, 5).Partition([4])[0], Changed(payload => Write(payload, WeightsAt, float.NaN)));

    [Test]
    public void Huge_values_are_refused_and_change_nothing([Values] MergeStyle style, [Values(-1, 1)] int sign, [Values(2, 4)] int label)
    {
        var payload = Payload();
        BinaryPrimitives.WriteDoubleLittleEndian(payload.AsSpan(BiasAt), sign * double.MaxValue);
        for (var i = 0; i < Length; i++)
        {
            Write(payload, WeightsAt + (4 * i), sign * float.MaxValue);
            Write(payload, MeansAt + (4 * i), -sign * float.MaxValue);
            Write(payload, DeviationsAt + (4 * i), 1.8e19f);
        }

        var learner = Blobs.Trained(kind);
        var before = learner.Save();

        Assert.That(
            () => learner.Merge([new ModelPart(kind, Blobs.Schema.Hash, $"class:{label}", [label], 50, payload)], style, 1),
            Throws.TypeOf<ModelFormatException>().With.Message.Contains("times as large"));
        Assert.That(learner.Save(), Is.EqualTo(before));
    }

    [Test]
    public void Boundless_evidence_neither_overflows_nor_spoils_the_checkpoint([Values] MergeStyle style, [Values(2, 4)] int label) =>
        GoesOn(new ModelPart(kind, Blobs.Schema.Hash, $"class:{label}", [label], long.MaxValue, Payload()), style);

    [TestCase(-1)]
    [TestCase(int.MaxValue)]
    [TestCase(6)]
    public void A_part_that_promises_another_number_of_features_is_refused_at_once(int length)
    {
        var part = Blobs.Trained(kind).Partition([2])[0];
        var payload = part.Payload.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(1), length);
        var (learner, before) = (Blobs.Trained(kind), GC.GetAllocatedBytesForCurrentThread());

        Assert.That(
            () => learner.Merge([new ModelPart(kind, part.SchemaHash, part.Id, part.Classes, 1, payload)], MergeStyle.Replace, 1),
            Throws.TypeOf<ModelFormatException>());

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }

    private void GoesOn(ModelPart part, MergeStyle style)
    {
        var learner = Blobs.Trained(kind, 4, 200);
        learner.Merge([part], style, 1);
        learner.Merge([part], style, 1);
        var probabilities = new float[5];
        foreach (var (features, label) in Some)
        {
            learner.Score(features, probabilities);
            Assert.That(probabilities.Sum(), Is.EqualTo(1).Within(1e-4));
            learner.Learn(features, label);
        }

        learner.Learn(Some[0].Features, part.Classes[0]);
        Assert.That(learner.Evidence(part.Classes[0]), Is.Positive);
        Assert.That(OnlineLearner.Restore(Blobs.Schema, learner.Save()).Save(), Is.EqualTo(learner.Save()));
    }

    private void Refused(params ModelPart[] parts)
    {
        var learner = Blobs.Trained(kind, 4, 60);
        var before = learner.Save();
        foreach (var style in Enum.GetValues<MergeStyle>())
            Assert.That(() => learner.Merge(parts, style, 1), Throws.TypeOf<ModelFormatException>());

        Assert.That(learner.Save(), Is.EqualTo(before));
    }

    private ModelPart Changed(Action<byte[]> change)
    {
        var payload = Payload();
        change(payload);
        return new ModelPart(kind, Blobs.Schema.Hash, "class:2", [2], 9, payload);
    }

    private byte[] Payload() => Blobs.Trained(kind).Partition([2])[0].Payload.ToArray();

    private static void Write(byte[] payload, int at, float value) => BinaryPrimitives.WriteSingleLittleEndian(payload.AsSpan(at), value);
}
