namespace Cartel.Learning.Tests;

public sealed class ExtractingEncoderTests
{
    private static readonly FeatureSchema Schema = new(
        [Feature.Unit("left"), Feature.Nominal("site", ["north", "south"]), Feature.Numeric("heat"), Feature.Unit("right")], ["no", "yes"]);

    [Test]
    public void The_embedding_stands_behind_the_columns_that_the_extractor_does_not_look_at() =>
        Assert.That(Encoded(Encoder(3, 0), [0.5f, 1, 20, 0.25f]), Is.EqualTo((float[])[0, 1, 20, 0.25f, 0.5f, 0.75f]), "site, heat; right, left, their sum");

    [Test]
    public void What_is_missing_is_filled_in_before_the_extractor_looks()
    {
        var encoder = Encoder(2, 0);
        encoder.Observe([0, 0, 30, 0]);

        Assert.That(Encoded(encoder, [float.NaN, float.NaN, float.NaN, 0.5f]), Is.EqualTo((float[])[0, 0, 0.5f, 30, 0, 30]));
    }

    [Test]
    public void It_remembers_what_the_encoder_of_its_columns_remembers()
    {
        var encoder = Encoder(0, 3);
        encoder.Observe([0, 0, 30, 0]);

        var restored = new ExtractingEncoder(OneHotEncoder.Restore(Schema, encoder.Save()), [0, 3], new Sum());

        Assert.That(Encoded(restored, [0, 0, float.NaN, 0]), Is.EqualTo(Encoded(encoder, [0, 0, float.NaN, 0])));
    }

    [TestCase(new[] { 0 }, "are 1 columns where the extractor takes 2")]
    [TestCase(new[] { 0, 1 }, "the nominal column “site”")]
    public void Columns_that_the_extractor_cannot_take_are_refused(int[] inputs, string reason) =>
        Assert.That(() => Encoder(inputs), Throws.ArgumentException.With.Message.Contains(reason));

    [Test]
    public void A_place_of_another_length_is_refused() =>
        Assert.That(() => Encoder(0, 3).Encode([0, 0, 0, 0], new float[5]), Throws.ArgumentException.With.Message.Contains("5 places where 6 are due"));

    private static ExtractingEncoder Encoder(params int[] inputs) => new(new OneHotEncoder(Schema), inputs, new Sum());

    private static float[] Encoded(ExtractingEncoder encoder, float[] values)
    {
        var features = new float[encoder.Length];
        encoder.Encode(values, features);
        return features;
    }

    // Two numbers, and their sum behind them.
    private sealed class Sum : IFeatureExtractor
    {
        public int Inputs => 2;

        public int Length => 3;

        public void Extract(ReadOnlySpan<float> rows, Span<float> embeddings)
        {
            rows.CopyTo(embeddings);
            embeddings[2] = rows[0] + rows[1];
        }

        public void Dispose()
        {
        }
    }
}
