namespace Cartel.Learning;

/// <summary>What seeded numbers need and the platform's mathematical library does not promise to the bit.</summary>
internal static class PortableMath
{
    /// <summary>The natural logarithm of a normal number above 0, within 2 ulp.</summary>
    /// <remarks>
    /// x = m·2ᵉ with m in [√½, √2), and ln m = 2 artanh s = 2(s + s³/3 + s⁵/5 …) with s = (m − 1)/(m + 1), |s| &lt; 0.172.
    /// </remarks>
    public static double Log(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1022;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FE0_0000_0000_0000);
        if (mantissa < 0.70710678118654752)
        {
            mantissa *= 2;
            exponent--;
        }

        var s = (mantissa - 1) / (mantissa + 1);
        var square = s * s;
        var sum = 0.0;
        for (var power = 21; power >= 1; power -= 2) sum = sum * square + 1.0 / power;
        return 2 * s * sum + exponent * 0.69314718055994531;
    }
}
