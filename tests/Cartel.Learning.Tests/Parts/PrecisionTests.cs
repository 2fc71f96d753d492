namespace Cartel.Learning.Tests;

public sealed class PrecisionTests
{
    // 1 + 2⁻⁷·k has seven bits; half a step is a tie, which goes to the even one.
    [TestCase(1f, 1f)]
    [TestCase(1f + (1f / 256), 1f)]
    [TestCase(1f + (3f / 256), 1f + (2f / 128))]
    [TestCase(1f + (1f / 255), 1f + (1f / 128))]
    [TestCase(-1f - (1f / 255), -1f - (1f / 128))]
    [TestCase(1.9999f, 2f)]
    [TestCase(0f, 0f)]
    [TestCase(float.NaN, float.NaN)]
    [TestCase(float.NegativeInfinity, float.NegativeInfinity)]
    public void A_float_keeps_seven_bits_rounded_to_the_nearest(float value, float expected) => Assert.That(Precision.Keep(value, 7), Is.EqualTo(expected));

    [Test]
    public void The_largest_float_stays_finite()
    {
        Assert.That(Precision.Keep(float.MaxValue, 7), Is.InRange(3.3e38f, float.MaxValue));
        Assert.That(Precision.Keep(-float.MaxValue, 3), Is.InRange(-float.MaxValue, -3e38f));
        Assert.That(Precision.Keep(double.MaxValue, 3), Is.InRange(1e308, double.MaxValue));
    }

    [Test]
    public void Many_are_rounded_like_one_and_within_half_a_step([Values(0, 3, 8, 22)] int bits)
    {
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, 1003).Select(_ => (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-30, 30)))];
        float[] rounded = [.. values];

        Precision.Keep(rounded, bits);

        for (var i = 0; i < values.Length; i++)
        {
            Assert.That(rounded[i], Is.EqualTo(Precision.Keep(values[i], bits)));
            Assert.That(rounded[i], Is.EqualTo((float)Precision.Keep((double)values[i], bits)));
            Assert.That(Math.Abs((double)rounded[i] - values[i]), Is.LessThanOrEqualTo(Math.Abs((double)values[i]) * Math.ScaleB(1, -bits - 1)));
            Assert.That(BitConverter.SingleToUInt32Bits(rounded[i]) & ((1u << (23 - bits)) - 1), Is.Zero);
        }
    }

    // The step is the power of two at or below the one that is asked for.
    [TestCase(1.3f, 0.3f, 1.25f)]
    [TestCase(-1.3f, 0.25f, -1.25f)]
    [TestCase(1_000_000.3f, 1f / 64, 1_000_000.3f)]
    [TestCase(5.1f, 100f, 0f)]
    [TestCase(1.3f, 0f, 1.3f)]
    public void A_number_lies_on_a_grid_of_its_step(float value, float step, float expected) => Assert.That(Precision.OnGrid(value, step), Is.EqualTo(expected));
}
