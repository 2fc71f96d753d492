namespace Cartel.Learning;

/// <summary>What a learner remembers of a class's samples: mean and spread per feature, in raw units.</summary>
/// <remarks>
/// Travels with the class's row, so that whoever borrows the row can rehearse the class against its other rows.
/// Exponentially forgetting once <see cref="Memory"/> samples are in, so that a class that drifts is sketched as it is now.
/// </remarks>
internal sealed class ClassSketch(int length)
{
    private const float Memory = 500;

    public float[] Means { get; } = new float[length];

    public float[] Variances { get; } = new float[length];

    /// <summary>Takes one sample of the class; <paramref name="evidence"/> counts it already.</summary>
    public void Observe(ReadOnlySpan<float> features, long evidence)
    {
        var share = 1.0 / Math.Min(evidence, Memory);
        for (var i = 0; i < features.Length; i++)
        {
            // In doubles, and kept finite: a gap of 10²⁰ squared is no float, and a model that holds infinity cannot be restored.
            var gap = (double)features[i] - Means[i];
            Means[i] = (float)(Means[i] + share * gap);
            Variances[i] = (float)Math.Min(float.MaxValue, (1 - share) * (Variances[i] + share * gap * gap));
        }
    }

    /// <summary>Draws a sample as the sketch remembers them: independent normal features.</summary>
    public void Draw(Random random, Span<float> features)
    {
        for (var i = 0; i < features.Length; i++)
            features[i] = Means[i] + (Variances[i] > 0 ? MathF.Sqrt(Variances[i]) * Normal(random) : 0);
    }

    public ClassSketch Clone()
    {
        var copy = new ClassSketch(Means.Length);
        Means.CopyTo(copy.Means, 0);
        Variances.CopyTo(copy.Variances, 0);
        return copy;
    }

    // Box and Muller, 1958.
    private static float Normal(Random random) =>
        MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());
}
