using Cartel.Learning;

namespace Cartel.Onnx.Tests;

/// <summary>A seeded stream with columns of every kind, missing values and a change; one class comes late.</summary>
internal static class Mixture
{
    public static readonly FeatureSchema Schema = new(
        [
            Feature.Numeric("load"), Feature.Nominal("medium", ["water", "oil", "gas"]), Feature.Numeric("heat"), Feature.Numeric("noise"),
            Feature.Unit("level"), Feature.Nominal("site", [.. Enumerable.Range(0, 12).Select(static i => $"site-{i}")]), Feature.Unit("light"), Feature.Numeric("constant"),
        ],
        ["calm", "busy", "hot", "loud", "lost"]);

    /// <summary>From this sample on the last two classes look like each other.</summary>
    public const int Change = 7_000;

    /// <summary>Draws samples one after the other: columns as in <see cref="Sample.Values"/>, and a class.</summary>
    /// <param name="seed">Decides all.</param>
    /// <param name="classes">How many of the classes occur.</param>
    public static IEnumerable<(float[] Values, int Label)> Draw(int seed, int classes = 5)
    {
        var random = new Random(seed);
        for (var at = 0; ; at++)
        {
            var label = random.Next(at < 3000 && classes > 1 ? classes - 1 : classes);
            var look = at >= Change && label > 2 ? 7 - label : label;
            float[] values =
            [
                Normal(random, look * 0.8f, 1) * 40,
                random.Next(100) < 70 ? look % 3 : random.Next(3),
                Normal(random, look == 2 ? 300 : 290, 6),
                Normal(random, look * look * 0.01f, 0.05f),
                Math.Clamp(Normal(random, 0.2f * look, 0.2f), 0, 1),
                random.Next(100) < 50 ? look * 2 % 12 : random.Next(-1, 12),
                look % 2 == 0 ? (0.4f + (0.2f * random.NextSingle())) : (random.Next(2) + random.NextSingle()) / 2,
                7,
            ];
            for (var i = 0; i < values.Length; i++)
            {
                if (random.Next(100) < 2) values[i] = float.NaN;
            }

            yield return (values, label);
        }
    }

    /// <summary>A learner that has learned so many samples of a stream, with the encoder that it saw them through.</summary>
    public static (IOnlineLearner Learner, OneHotEncoder Encoder) Learned(string kind, int seed, int samples, int classes = 5)
    {
        var (learner, encoder, features) = (OnlineLearner.Create(kind, Schema), new OneHotEncoder(Schema), new float[Schema.EncodedLength]);
        foreach (var (values, label) in Draw(seed, classes).Take(samples))
        {
            encoder.Observe(values);
            encoder.Encode(values, features);
            learner.Learn(features, label);
        }

        return (learner, encoder);
    }

    private static float Normal(Random random, float mean, float deviation)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        return mean + (deviation * (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble())));
    }
}
