using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

public sealed class HoldOutTests
{
    private static readonly FeatureSchema Schema = new([Feature.Numeric("x"), Feature.Numeric("y")], ["a", "b"]);

    [Test]
    public void Of_each_class_the_first_two_then_every_other_then_every_fourth_are_wanted()
    {
        var ring = new HoldOut(Schema, 4);
        var wanted = Enumerable.Range(1, 20).Where(_ => ring.Wants(0, warm: true)).ToList();

        Assert.That(wanted, Is.EqualTo(new[] { 1, 2, 4, 6, 8, 12, 16, 20 }));
        Assert.That(ring.Wants(1, warm: true), Is.True);
        Assert.That((ring.Seen(0), ring.Seen(1)), Is.EqualTo((20, 1)));
    }

    [Test]
    public void Nothing_is_wanted_of_a_young_models_samples_but_they_count()
    {
        var ring = new HoldOut(Schema, 4);

        Assert.That(Enumerable.Range(1, 8).Any(_ => ring.Wants(0, warm: false)), Is.False);
        Assert.That(ring.Seen(0), Is.EqualTo(8));
        Assert.That(Enumerable.Range(9, 4).Where(_ => ring.Wants(0, warm: true)), Is.EqualTo(new[] { 12 }));
    }

    [Test]
    public void A_full_ring_releases_its_oldest_sample_to_be_learned()
    {
        var (ring, released) = (new HoldOut(Schema, 2), new float[2]);
        Assert.That(ring.Add([1, 10], 0, 5, released), Is.EqualTo(Sample.Unlabelled));
        Assert.That(ring.Add([2, 20], 1, 6, released), Is.EqualTo(Sample.Unlabelled));

        Assert.That(ring.Add([3, 30], 1, 7, released), Is.Zero);

        Assert.That(released, Is.EqualTo(new float[] { 1, 10 }));
        Assert.That(ring.Count, Is.EqualTo(2));
        Assert.That((ring.Label(0), ring.Arrival(0), ring.Features(0)[1]), Is.EqualTo((1, 6, 20)));
        Assert.That(ring.Label(1), Is.EqualTo(1));
    }

    // Capacity, samples seen of two classes, count.
    [TestCase(0, 0, 0, 0)]
    [TestCase(-1, 0, 0, 0)]
    [TestCase(int.MaxValue, 0, 0, 0)]
    [TestCase(4, -1, 0, 0)]
    [TestCase(4, 0, 0, -1)]
    [TestCase(4, 0, 0, 5)]
    [TestCase(4, 0, 0, 1)]
    public void Hostile_sizes_are_refused(int capacity, long seen, long seenOther, int count) =>
        Assert.That(() => Restore(Schema, capacity, [seen, seenOther], count), Throws.TypeOf<ModelFormatException>());

    [Test]
    public void A_capacity_that_no_memory_holds_is_refused_before_it_is_taken()
    {
        var wide = new FeatureSchema([Feature.Nominal("word", [.. Enumerable.Range(0, 65_000).Select(i => $"{i}")])], ["a", "b"]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.That(() => Restore(wide, 65_536, [0, 0], 0), Throws.TypeOf<ModelFormatException>());

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }

    private static HoldOut Restore(FeatureSchema schema, int capacity, long[] seen, int count)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(capacity);
        foreach (var number in seen) writer.Write(number);
        writer.Write(count);
        var reader = new SpanReader(stream.ToArray());
        return HoldOut.Restore(schema, ref reader);
    }
}
