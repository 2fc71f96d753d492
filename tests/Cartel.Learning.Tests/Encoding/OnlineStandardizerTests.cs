using Cartel.Testing;

namespace Cartel.Learning.Tests;

public sealed class OnlineStandardizerTests
{
    // numpy 1.24.2, float64: x.mean(0), x.std(0), (x[1] - mean) / std. The third feature is constant.
    private static readonly float[][] Samples =
        [[1000001.5f, -12.25f, 0.5f], [999999, 7.5f, 0.5f], [1000000.25f, 40, 0.5f], [1000003, -3, 0.5f], [999998.5f, 0.125f, 0.5f]];

    [Test]
    public void Agrees_with_numpy()
    {
        var standardizer = Observed(Samples);
        var output = new float[3];
        standardizer.Transform(Samples[1], output);

        Assert.That(standardizer.Count, Is.EqualTo(5));
        Assert.That(standardizer.Means.ToArray(), Is.EqualTo(new[] { 1000000.45f, 6.475f, 0.5f }));
        Assert.That(standardizer.Deviations.ToArray(), Is.EqualTo(new[] { 1.64620776f, 17.92037946f, 0 }).Within(1e-6).Percent);
        Assert.That(standardizer.Scales.ToArray(), Is.EqualTo(new[] { 1 / 1.64620776f, 1 / 17.92037946f, 0 }).Within(1e-5).Percent);
        // Near a million a float is exact to 1/32 only, which is 0.02 deviations.
        Assert.That(output[0], Is.EqualTo(-0.88081227f).Within(0.02));
        Assert.That(output[1], Is.EqualTo(0.05719745f).Within(1e-6));
        Assert.That(output[2], Is.Zero);
    }

    [TestCase(0, 1)]
    [TestCase(1e6, 1)]
    [TestCase(-1e4, 1e-2)]
    [TestCase(0, 1e-15)]
    [TestCase(0, 1e15)]
    public void Agrees_with_two_passes_over_all_values(double mean, double deviation)
    {
        float[] values = [.. Streams.Normal(3, mean, deviation, 20_000).Select(static x => (float)x)];
        var standardizer = Observed(values.Select(static x => new[] { x }));

        var average = values.Average(static x => (double)x);
        var spread = Math.Sqrt(values.Average(x => (x - average) * (x - average)));

        Assert.That(standardizer.Means[0], Is.EqualTo((float)average).Within(1).Ulps);
        Assert.That(standardizer.Deviations[0], Is.EqualTo((float)spread).Within(2).Ulps);
    }

    [Test]
    public void Absorbing_the_moments_of_samples_is_observing_them()
    {
        var (some, others, all) = (Observed(Samples[..2]), Observed(Samples[2..]), Observed(Samples));

        some.Absorb(others.Means, [.. others.Deviations.ToArray().Select(static x => x * x)], others.Count);

        Assert.That(some.Count, Is.EqualTo(5));
        Assert.That(some.Means.ToArray(), Is.EqualTo(all.Means.ToArray()).Within(1e-5).Percent);
        Assert.That(some.Deviations.ToArray(), Is.EqualTo(all.Deviations.ToArray()).Within(2).Percent); // the means near a million are floats
    }

    [Test]
    public void Knows_nothing_before_the_first_sample_and_no_spread_after_it()
    {
        var standardizer = new OnlineStandardizer(2);
        var output = new float[2];
        standardizer.Transform([3, -4], output);
        Assert.That(output, Is.All.Zero);

        standardizer.Observe([3, -4]);

        Assert.That(standardizer.Means.ToArray(), Is.EqualTo(new[] { 3f, -4 }));
        Assert.That(standardizer.Deviations.ToArray(), Is.All.Zero);
        standardizer.Transform([5, float.MaxValue], output);
        Assert.That(output, Is.All.Zero);
    }

    [TestCase(0.1f)]
    [TestCase(1e30f)]
    [TestCase(-3e-39f)]
    public void A_constant_feature_stays_without_spread(float value)
    {
        var standardizer = Observed(Enumerable.Repeat(new[] { value }, 1000));

        Assert.That(standardizer.Means[0], Is.EqualTo(value));
        Assert.That(standardizer.Deviations[0], Is.Zero);
        Assert.That(standardizer.Scales[0], Is.Zero);
    }

    [Test]
    public void Transforms_within_its_limit_and_in_place()
    {
        var standardizer = new OnlineStandardizer(3, limit: 2);
        standardizer.Observe([-1, -1, -1]);
        standardizer.Observe([1, 1, 1]);
        float[] features = [1.5f, 100, -100];

        standardizer.Transform(features, features);

        Assert.That(features, Is.EqualTo(new[] { 1.5f, 2, -2 }));
    }

    [Test]
    public void Stays_finite_at_the_ends_of_the_range()
    {
        var standardizer = Observed([[float.MaxValue, float.Epsilon], [-float.MaxValue, 0], [float.MaxValue, 0]]);
        var output = new float[2];
        standardizer.Transform([-float.MaxValue, float.MaxValue], output);

        float[] all = [.. standardizer.Means, .. standardizer.Deviations, .. standardizer.Scales, .. output];
        Assert.That(all, Is.All.Matches<float>(float.IsFinite));
    }

    [TestCase(new[] { 1f, 2 })]
    [TestCase(new[] { 1, 2, float.NaN })]
    [TestCase(new[] { 1, float.PositiveInfinity, 3 })]
    public void Refuses_what_is_no_sample_and_keeps_its_state(float[] features)
    {
        var standardizer = Observed(Samples);
        var state = standardizer.Save();

        Assert.That(() => standardizer.Observe(features), Throws.ArgumentException);
        Assert.That(standardizer.Save(), Is.EqualTo(state));
    }

    [Test]
    public void Refuses_wrong_lengths_and_settings()
    {
        var standardizer = Observed(Samples);

        Assert.That(() => standardizer.Transform([1, 2], new float[3]), Throws.ArgumentException);
        Assert.That(() => standardizer.Transform([1, 2, 3], new float[2]), Throws.ArgumentException);
        Assert.That(() => new OnlineStandardizer(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new OnlineStandardizer(1, limit: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new OnlineStandardizer(1, float.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Goes_on_from_a_saved_state_and_from_a_copy_as_if_it_had_never_stopped()
    {
        var standardizer = Observed(Samples[..3]);
        var reader = new SpanReader(standardizer.Save());
        var restored = OnlineStandardizer.Restore(ref reader);
        var copy = standardizer.Clone();

        foreach (var sample in Samples[3..])
        {
            standardizer.Observe(sample);
            Assert.That(copy.Save(), Is.Not.EqualTo(standardizer.Save()));
            restored.Observe(sample);
            copy.Observe(sample);
        }

        Assert.That(reader.Left, Is.Zero);
        Assert.That(restored.Save(), Is.EqualTo(standardizer.Save()));
        Assert.That(copy.Save(), Is.EqualTo(standardizer.Save()));
        Assert.That(restored.Deviations.ToArray(), Is.EqualTo(standardizer.Deviations.ToArray()));
    }

    [Test]
    public void Refuses_damaged_states()
    {
        var state = Observed(Samples).Save();

        // Kind and length are 4 bytes each, then limit and count of 8, three means, three sums of squares.
        byte[] negative = [.. state];
        negative[23] = 255;
        byte[] unseen = [.. state];
        unseen[16] = 0;
        byte[] huge = [.. state];
        huge[7] = 127;
        byte[][] impossible =
        [
            negative, unseen, huge, Damage.WithDouble(state, 8, 0), Damage.WithDouble(state, 8, 1e-60), Damage.WithDouble(state, 24, double.NaN),
            Damage.WithDouble(state, 24, 1e39), Damage.WithDouble(state, 48, -1), Damage.WithDouble(state, 48, 1e80),
        ];
        foreach (var damaged in Damage.Of(state).Append([.. state, 0]).Concat(impossible))
            Assert.That(() => Restore(damaged), Throws.TypeOf<ModelFormatException>());
    }

    [Test]
    [NonParallelizable]
    public void Allocates_nothing_per_sample()
    {
        var standardizer = Observed(Samples);
        var output = new float[3];
        standardizer.Transform(Samples[0], output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            standardizer.Observe(Samples[i % 5]);
            standardizer.Transform(Samples[i % 5], output);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    // A reader of a part of something larger leaves what follows: the end is the caller's to check.
    private static OnlineStandardizer Restore(byte[] state)
    {
        var reader = new SpanReader(state);
        var restored = OnlineStandardizer.Restore(ref reader);
        reader.End();
        return restored;
    }

    private static OnlineStandardizer Observed(IEnumerable<float[]> samples)
    {
        OnlineStandardizer? standardizer = null;
        foreach (var sample in samples)
        {
            standardizer ??= new OnlineStandardizer(sample.Length);
            standardizer.Observe(sample);
        }

        return standardizer!;
    }
}
