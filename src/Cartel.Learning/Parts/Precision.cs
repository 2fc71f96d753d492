using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cartel.Learning;

/// <summary>Rounds numbers that travel to the precision that matters: the bits that are cleared cost nothing once packed.</summary>
/// <remarks>The rounded number is a float like any other, so that no reader need know. Rounds to nearest, ties to even; what
/// would round to infinity is cut instead, and what is not finite stays.</remarks>
internal static class Precision
{
    private const int MantissaBits = 23;

    /// <summary>A float with so many bits of its mantissa: within 2^−(<paramref name="bits"/> + 1) of it, relatively, if it is normal.</summary>
    /// <param name="value">Any float.</param>
    /// <param name="bits">0 to 22.</param>
    public static float Keep(float value, int bits)
    {
        Span<float> one = [value];
        Keep(one, bits);
        return one[0];
    }

    /// <summary>The same of each of many, in place.</summary>
    public static void Keep(Span<float> values, int bits)
    {
        var dropped = MantissaBits - Require.Between(bits, 0, MantissaBits - 1);
        var lanes = MemoryMarshal.Cast<float, Vector256<uint>>(values);
        for (var i = 0; i < lanes.Length; i++) lanes[i] = Rounded(lanes[i], dropped);
        var rest = MemoryMarshal.Cast<float, uint>(values[(lanes.Length * Vector256<uint>.Count)..]);
        for (var i = 0; i < rest.Length; i++) rest[i] = Rounded(Vector256.CreateScalar(rest[i]), dropped)[0];
    }

    /// <summary>The same of a double, which has 52 bits of mantissa.</summary>
    /// <param name="value">Any double.</param>
    /// <param name="bits">0 to 51.</param>
    public static double Keep(double value, int bits)
    {
        if (value == 0 || !double.IsFinite(value)) return value;

        var exponent = Math.ILogB(value) - Require.Between(bits, 0, 51);
        var rounded = Math.ScaleB(Math.Round(Math.ScaleB(value, -exponent)), exponent);
        return double.IsFinite(rounded) ? rounded : value;
    }

    /// <summary>A number on a grid whose step is a power of two, above half of <paramref name="step"/> and at most that; the number itself where the step is 0.</summary>
    /// <param name="value">Any finite number.</param>
    /// <param name="step">At least 0.</param>
    public static double OnGrid(double value, double step)
    {
        if (!(step > 0) || !double.IsFinite(step)) return value;

        var exponent = Math.ILogB(step);
        var rounded = Math.ScaleB(Math.Round(Math.ScaleB(value, -exponent)), exponent);
        return double.IsFinite(rounded) ? rounded : value;
    }

    /// <summary>The same of a float.</summary>
    public static float OnGrid(float value, float step)
    {
        var rounded = (float)OnGrid((double)value, step);
        return float.IsFinite(rounded) ? rounded : value;
    }

    private static Vector256<uint> Rounded(Vector256<uint> bits, int dropped)
    {
        var (mask, infinity) = (Vector256.Create((1u << dropped) - 1), Vector256.Create(0x7f80_0000u));
        var odd = (bits >>> dropped) & Vector256<uint>.One;
        var up = (bits + (mask >>> 1) + odd) & ~mask;
        var finite = Vector256.ConditionalSelect(Vector256.Equals(up & infinity, infinity), bits & ~mask, up);
        return Vector256.ConditionalSelect(Vector256.Equals(bits & infinity, infinity), bits, finite);
    }
}
