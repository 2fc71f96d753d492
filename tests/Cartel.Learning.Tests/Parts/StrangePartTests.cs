using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>Parts that are not for this model, whatever its kind: refused, and the model stays as it was.</summary>
[TestFixtureSource(typeof(Promises), nameof(Promises.Lenders))]
public sealed class StrangePartTests(string kind)
{
    private readonly ModelPart _part = Blobs.Trained(kind).Partition([2])[0];

    [Test]
    public void Of_another_kind() => Refused(Like(kind: kind == "linear-hinge" ? "linear-logistic" : "linear-hinge"));

    [Test]
    public void Of_another_schema() => Refused(Like(schema: new string('0', 64)));

    [Test]
    public void Of_classes_that_the_task_lacks_or_of_none()
    {
        Refused(Like(classes: [5]));
        Refused(Like(classes: [65_535]));
        Refused(Like(classes: []));
    }

    [Test]
    public void Of_another_version_cut_short_or_lengthened()
    {
        var payload = _part.Payload.ToArray();
        byte[] newer = [.. payload];
        newer[0]++;
        Refused(Like(payload: newer));
        Refused(Like(payload: [.. payload, 0]));
        Refused(Like(payload: payload[1..]));
        var step = Math.Max(1, payload.Length / 200);
        for (var length = 0; length < payload.Length; length += step) Refused(Like(payload: payload[..length]));
    }

    [Test]
    public void Beside_a_good_one() => Refused(_part, Like(payload: []));

    private void Refused(params ModelPart[] parts)
    {
        var learner = Blobs.Trained(kind, 4, 60);
        var before = learner.Save();
        foreach (var style in Enum.GetValues<MergeStyle>())
            Assert.That(() => learner.Merge(parts, style, 1), Throws.TypeOf<ModelFormatException>());

        Assert.That(learner.Save(), Is.EqualTo(before));
    }

    private ModelPart Like(string? kind = null, string? schema = null, int[]? classes = null, byte[]? payload = null) =>
        new(kind ?? _part.LearnerKind, schema ?? _part.SchemaHash, _part.Id, classes ?? _part.Classes, 9, payload ?? _part.Payload);
}
