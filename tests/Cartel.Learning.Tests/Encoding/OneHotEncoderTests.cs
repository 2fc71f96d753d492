namespace Cartel.Learning.Tests;

public sealed class OneHotEncoderTests
{
    private static readonly FeatureSchema Schema = new(
        [Feature.Numeric("load"), Feature.Nominal("protocol", ["tcp", "udp", "icmp"]), Feature.Numeric("bytes")], ["good", "bad"]);

    [TestCase(new[] { 1.5f, 0, -2 }, new[] { 1.5f, 1, 0, 0, -2 })]
    [TestCase(new[] { 1.5f, 2, -2 }, new[] { 1.5f, 0, 0, 1, -2 })]
    [TestCase(new[] { 1.5f, -1, -2 }, new[] { 1.5f, 0, 0, 0, -2 }, Description = "a category that the schema lacks")]
    [TestCase(new[] { 1.5f, 3, -2 }, new[] { 1.5f, 0, 0, 0, -2 }, Description = "an index beyond the last category")]
    [TestCase(new[] { 1.5f, float.NaN, -2 }, new[] { 1.5f, 0, 0, 0, -2 }, Description = "a missing category")]
    [TestCase(new[] { float.NaN, 1, -2 }, new[] { 0f, 0, 1, 0, -2 }, Description = "no mean is known yet")]
    public void Leaves_numbers_and_spreads_categories(float[] values, float[] features) =>
        Assert.That(Encoded(new OneHotEncoder(Schema), values), Is.EqualTo(features));

    [Test]
    public void A_missing_number_becomes_the_mean_of_those_seen_in_its_column()
    {
        var encoder = new OneHotEncoder(Schema);
        encoder.Observe([1, 0, 10]);
        encoder.Observe([float.NaN, 1, 20]);
        encoder.Observe([4, float.NaN, 60]);

        Assert.That(Encoded(encoder, [float.NaN, 0, float.NaN]), Is.EqualTo(new[] { 2.5f, 1, 0, 0, 30 }));
    }

    [Test]
    public void A_unit_column_is_as_it_is_and_zero_where_it_is_missing()
    {
        var encoder = new OneHotEncoder(new FeatureSchema([Feature.Unit("p0"), Feature.Unit("p1"), Feature.Unit("p2")], ["no", "yes"]));
        encoder.Observe([0.25f, 1, 0.5f]);
        var features = new float[3];

        encoder.Encode([0.25f, 1, float.NaN], features);

        Assert.That(features, Is.EqualTo(new[] { 0.25f, 1, 0 }));
    }

    // A row without a gap is counted another way than one with: the means must not show it.
    [Test]
    public void Means_are_those_of_the_values_seen_whatever_rows_had_gaps()
    {
        var encoder = new OneHotEncoder(Schema);
        var random = new Random(3);
        var seen = new List<float>();
        for (var i = 0; i < 200; i++)
        {
            var value = random.Next(4) == 0 ? float.NaN : random.Next(-50, 50);
            if (!float.IsNaN(value)) seen.Add(value);
            encoder.Observe([value, i % 5 == 0 ? float.NaN : i % 3, i % 7 == 0 ? float.NaN : 1]);
        }

        Assert.That(Encoded(encoder, [float.NaN, 0, float.NaN]), Is.EqualTo(new[] { (float)seen.Average(static value => (double)value), 1, 0, 0, 1 }));
    }

    [Test]
    public void Numbers_alone_are_copied_and_the_gaps_filled()
    {
        var schema = new FeatureSchema([Feature.Numeric("a"), Feature.Unit("b"), Feature.Numeric("c")], ["no", "yes"]);
        var encoder = new OneHotEncoder(schema);
        var features = new float[3];
        encoder.Observe([2, 1, 8]);
        encoder.Observe([4, 1, float.NaN]);

        encoder.Encode([7, 0.5f, -1], features);
        Assert.That(features, Is.EqualTo(new[] { 7, 0.5f, -1 }));
        encoder.Encode([float.NaN, float.NaN, float.NaN], features);
        Assert.That(features, Is.EqualTo(new[] { 3f, 0, 8 }));
    }

    [Test]
    public void Encoding_teaches_nothing()
    {
        var encoder = new OneHotEncoder(Schema);
        Encoded(encoder, [5, 0, 5]);

        Assert.That(Encoded(encoder, [float.NaN, 0, 1])[0], Is.Zero);
    }

    [TestCase(float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity)]
    public void Infinity_is_refused_by_the_column_s_name(float value)
    {
        var encoder = new OneHotEncoder(Schema);
        var state = encoder.Save();

        Assert.That(() => Encoded(encoder, [1, 0, value]), Throws.ArgumentException.With.Message.Contains("“bytes”"));
        Assert.That(() => Encoded(encoder, [1, value, 0]), Throws.ArgumentException.With.Message.Contains("“protocol”"));
        Assert.That(() => encoder.Observe([1, 0, value]), Throws.ArgumentException.With.Message.Contains("“bytes”"));
        Assert.That(encoder.Save(), Is.EqualTo(state));
    }

    [Test]
    public void Wrong_lengths_are_refused()
    {
        var encoder = new OneHotEncoder(Schema);

        Assert.That(() => encoder.Observe([1, 0]), Throws.ArgumentException);
        Assert.That(() => encoder.Encode([1, 0], new float[5]), Throws.ArgumentException);
        Assert.That(() => encoder.Encode([1, 0, 1], new float[4]), Throws.ArgumentException);
    }

    [Test]
    public void Goes_on_from_a_saved_state()
    {
        var encoder = new OneHotEncoder(Schema);
        encoder.Observe([1, 0, 10]);
        encoder.Observe([3, 0, float.NaN]);

        var restored = OneHotEncoder.Restore(Schema, encoder.Save());
        encoder.Observe([5, 0, 0]);
        restored.Observe([5, 0, 0]);

        Assert.That(Encoded(restored, [float.NaN, 0, float.NaN]), Is.EqualTo(new[] { 3f, 1, 0, 0, 5 }));
        Assert.That(restored.Save(), Is.EqualTo(encoder.Save()));
    }

    [Test]
    public void Refuses_damaged_states_and_those_of_another_schema()
    {
        var encoder = new OneHotEncoder(Schema);
        encoder.Observe([1, 0, 10]);
        var state = encoder.Save();
        var other = new FeatureSchema([Feature.Numeric("load")], ["good", "bad"]);

        // The first column: its count follows kind and columns, its sum the count.
        byte[] negative = [.. state];
        negative[15] = 255;
        byte[][] impossible = [negative, Damage.WithDouble(state, 16, double.NaN), Damage.WithDouble(state, 16, 1e39)];
        foreach (var damaged in Damage.Of(state).Concat(impossible))
            Assert.That(() => OneHotEncoder.Restore(Schema, damaged), Throws.TypeOf<ModelFormatException>());

        Assert.That(() => OneHotEncoder.Restore(other, state), Throws.TypeOf<ModelFormatException>());
    }

    [Test]
    [NonParallelizable]
    public void Allocates_nothing_per_sample()
    {
        var encoder = new OneHotEncoder(Schema);
        float[] values = [1, 2, float.NaN];
        var features = new float[Schema.EncodedLength];
        var least = long.MaxValue;
        // What the runtime allocates once, while it compiles, is not the encoder's.
        for (var turn = 0; turn < 3; turn++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10_000; i++) Step();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.That(least, Is.Zero);

        void Step()
        {
            encoder.Observe(values);
            encoder.Encode(values, features);
        }
    }

    private static float[] Encoded(OneHotEncoder encoder, float[] values)
    {
        var features = new float[Schema.EncodedLength];
        Array.Fill(features, 9);
        encoder.Encode(values, features);
        return features;
    }
}
