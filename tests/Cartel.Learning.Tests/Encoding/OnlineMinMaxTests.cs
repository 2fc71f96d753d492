namespace Cartel.Learning.Tests;

public sealed class OnlineMinMaxTests
{
    private static readonly float[][] Seen = [[1, -5, 2], [3, 10, 2], [2, 0, 2], [-1, 4, 2]];

    // scikit-learn 1.2.1: s = MinMaxScaler(clip=True); s.partial_fit(r) for each row; s.transform(…).
    [TestCase(new[] { 0f, 0, 2 }, new[] { 0.25f, 0.33333334f, 0 })]
    [TestCase(new[] { 5f, -7, 2 }, new[] { 1f, 0, 0 })]
    [TestCase(new[] { 2.5f, 2.5f, 2 }, new[] { 0.875f, 0.5f, 0 })]
    public void Agrees_with_scikit_learn(float[] features, float[] expected) => Assert.That(Scaled(Observed(), features), Is.EqualTo(expected));

    [Test]
    public void A_feature_that_has_not_varied_is_0_whatever_its_value()
    {
        var none = new OnlineMinMax(3);
        var one = new OnlineMinMax(3);
        one.Observe(Seen[0]);

        Assert.That(Scaled(none, [7, -7, 0]), Is.EqualTo(new float[3]));
        Assert.That(Scaled(one, [7, -7, 2]), Is.EqualTo(new float[3]));
        Assert.That(Scaled(Observed(), [0, 0, 9])[2], Is.Zero);
    }

    [Test]
    public void The_widest_range_of_floats_gives_no_NaN()
    {
        var scaling = new OnlineMinMax(1);
        scaling.Observe([-float.MaxValue]);
        scaling.Observe([float.MaxValue]);

        Assert.That(Scaled(scaling, [-float.MaxValue])[0], Is.Zero);
        Assert.That(Scaled(scaling, [float.MaxValue])[0], Is.EqualTo(1));
        Assert.That(Scaled(scaling, [0])[0], Is.InRange(0.5f, 1));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void Refuses_what_is_not_finite_and_keeps_its_state(float value)
    {
        var scaling = Observed();
        var state = scaling.Save();

        Assert.That(() => scaling.Observe([1, value, 1]), Throws.ArgumentException);
        Assert.That(() => scaling.Observe([1]), Throws.ArgumentException);
        Assert.That(() => scaling.Transform([1, 2, 3], new float[2]), Throws.ArgumentException);
        Assert.That(scaling.Save(), Is.EqualTo(state));
    }

    [Test]
    public void Goes_on_from_a_saved_state([Values(0, 1, 4)] int samples)
    {
        var scaling = Observed(samples);

        var restored = OnlineMinMax.Restore(scaling.Save());

        Assert.That(Scaled(restored, [2, 2, 2]), Is.EqualTo(Scaled(scaling, [2, 2, 2])));
        scaling.Observe([9, 9, 9]);
        restored.Observe([9, 9, 9]);
        Assert.That(restored.Save(), Is.EqualTo(scaling.Save()));
    }

    // Kind, length and count: 16 bytes; then the least and the largest values.
    [TestCase(4, 0)]
    [TestCase(7, 127)]
    [TestCase(15, 255)]
    [TestCase(8, 1, Description = "after one sample the least is the largest")]
    [TestCase(8, 0, Description = "before the first sample both are 0")]
    [TestCase(19, 127, Description = "a least value above the largest")]
    [TestCase(31, 255, Description = "a largest value below the least")]
    public void Refuses_impossible_states(int at, byte value)
    {
        var state = Observed().Save();
        state[at] = value;

        Assert.That(() => OnlineMinMax.Restore(state), Throws.TypeOf<ModelFormatException>());
    }

    [Test]
    public void Refuses_damaged_states()
    {
        foreach (var damaged in Damage.Of(Observed().Save())) Assert.That(() => OnlineMinMax.Restore(damaged), Throws.TypeOf<ModelFormatException>());
    }

    [Test]
    [NonParallelizable]
    public void Allocates_nothing_per_sample()
    {
        var scaling = Observed();
        var output = new float[3];

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            scaling.Observe(Seen[i % 4]);
            scaling.Transform(Seen[i % 4], output);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static OnlineMinMax Observed(int samples = 4)
    {
        var scaling = new OnlineMinMax(3);
        foreach (var row in Seen.Take(samples)) scaling.Observe(row);
        return scaling;
    }

    private static float[] Scaled(OnlineMinMax scaling, float[] features)
    {
        var output = new float[features.Length];
        scaling.Transform(features, output);
        return output;
    }
}
