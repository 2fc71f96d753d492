using System.Runtime.Intrinsics;

namespace Cartel.Learning.Tests;

public sealed class LanesTests
{
    [Test]
    public void The_exponential_is_the_doubles_one_to_float_precision()
    {
        for (var x = -86.9f; x < 88; x += 0.0137f) Assert.That(Exp(x), Is.EqualTo((float)Math.Exp(x)).Within(3).Ulps, $"at {x}");

        Assert.That(Exp(0), Is.EqualTo(1));
        Assert.That(Exp(float.NegativeInfinity), Is.GreaterThan(0).And.LessThan(1e-37f));
        Assert.That(Exp(float.PositiveInfinity), Is.GreaterThan(1e38f).And.Not.EqualTo(float.PositiveInfinity));
    }

    [Test]
    public void The_logarithm_is_the_doubles_one_to_float_precision()
    {
        for (var x = 1.2e-38f; x < 1e38f; x *= 1.0137f) Assert.That(Log(x), Is.EqualTo(Math.Log(x)).Within(1e-7 + (3e-7 * Math.Abs(Math.Log(x)))), $"at {x}");

        Assert.That(Log(1), Is.Zero);
    }

    [Test]
    public void The_inverse_hyperbolic_sine_is_the_doubles_one_to_float_precision()
    {
        for (var x = 1.2e-38f; x < 1e18f; x *= 1.0137f)
        {
            Assert.That(Arsinh(x), Is.EqualTo(Math.Asinh(x)).Within(3e-7 * (1 + Math.Asinh(x))), $"at {x}");
            Assert.That(Arsinh(-x), Is.EqualTo(-Arsinh(x)));
        }

        Assert.That(Arsinh(0), Is.Zero);
        Assert.That(Arsinh(float.MaxValue), Is.EqualTo(Arsinh(1e18f)));
    }

    private static float Arsinh(float x) => Lanes.Arsinh(Vector256.Create(x))[6];

    private static float Exp(float x) => Lanes.Exp(Vector256.Create(x))[3];

    private static float Log(float x) => Lanes.Log(Vector256.Create(x))[5];
}
