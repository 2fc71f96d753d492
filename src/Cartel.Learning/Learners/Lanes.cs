using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cartel.Learning;

/// <summary>Arrays as whole vectors of eight floats, padded with zeros.</summary>
/// <remarks>
/// The width is fixed, unlike that of <see cref="System.Numerics.Vector{T}"/>: sums are taken in the same order, and
/// so have the same bits, on every processor.
/// </remarks>
public static class Lanes
{
    private const int Width = 8;

    /// <summary>A length rounded up to whole vectors.</summary>
    public static int RoundUp(int length) => (length + Width - 1) / Width * Width;

    /// <summary>The array as vectors.</summary>
    public static Span<Vector256<float>> AsLanes(this float[] values) => MemoryMarshal.Cast<float, Vector256<float>>(values.AsSpan());

    /// <summary>The array as vectors.</summary>
    public static Span<Vector256<double>> AsLanes(this double[] values) => MemoryMarshal.Cast<double, Vector256<double>>(values.AsSpan());

    /// <summary>The values as vectors; as many as are whole.</summary>
    public static ReadOnlySpan<Vector256<float>> AsLanes(this ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, Vector256<float>>(values);

    /// <summary>Whether two samples have the same bits.</summary>
    public static bool SameAs(this ReadOnlySpan<float> one, ReadOnlySpan<float> other) =>
        MemoryMarshal.AsBytes(one).SequenceEqual(MemoryMarshal.AsBytes(other));

    /// <summary>e^x, within 2 units in the last place; x below −87 counts as −87, above 88 as 88.</summary>
    /// <remarks>Arithmetic alone, so that it has the same bits everywhere, unlike a system's exponential: e^x = 2ⁿ·e^r with
    /// |r| ≤ ln 2 / 2, and e^r by its Taylor series to the seventh power.</remarks>
    public static Vector256<float> Exp(Vector256<float> x)
    {
        x = Vector256.Min(Vector256.Max(x, Vector256.Create(-87f)), Vector256.Create(88f));
        var n = Vector256.Floor(Vector256.FusedMultiplyAdd(x, Vector256.Create(1.44269504f), Vector256.Create(0.5f)));
        // ln 2 in two parts, the first of so few digits that its product with n is exact.
        var r = Vector256.FusedMultiplyAdd(n, Vector256.Create(-0.693359375f), x);
        r = Vector256.FusedMultiplyAdd(n, Vector256.Create(2.12194440e-4f), r);
        var sum = Vector256.Create(1f / 5040);
        sum = Vector256.FusedMultiplyAdd(sum, r, Vector256.Create(1f / 720));
        sum = Vector256.FusedMultiplyAdd(sum, r, Vector256.Create(1f / 120));
        sum = Vector256.FusedMultiplyAdd(sum, r, Vector256.Create(1f / 24));
        sum = Vector256.FusedMultiplyAdd(sum, r, Vector256.Create(1f / 6));
        sum = Vector256.FusedMultiplyAdd(sum, r, Vector256.Create(0.5f));
        sum = Vector256.FusedMultiplyAdd(sum, r, Vector256<float>.One);
        sum = Vector256.FusedMultiplyAdd(sum, r, Vector256<float>.One);
        return sum * ((Vector256.ConvertToInt32(n) + Vector256.Create(127)) << 23).AsSingle();
    }

    /// <summary>The natural logarithm, within 3 units in the last place or 1e−7; of positive, finite, normal numbers.</summary>
    /// <remarks>x = 2ⁿ·m with m in [√½, √2); ln m = 2·artanh((m − 1) / (m + 1)) by its series to the ninth power.</remarks>
    public static Vector256<float> Log(Vector256<float> x)
    {
        // The bits above those of √½ count the powers of two.
        var bits = x.AsInt32() - Vector256.Create(0x3F3504F3);
        var n = Vector256.ConvertToSingle(bits >> 23);
        var m = ((bits & Vector256.Create(0x007FFFFF)) + Vector256.Create(0x3F3504F3)).AsSingle();
        var t = (m - Vector256<float>.One) / (m + Vector256<float>.One);
        var square = t * t;
        var sum = Vector256.Create(2f / 9);
        sum = Vector256.FusedMultiplyAdd(sum, square, Vector256.Create(2f / 7));
        sum = Vector256.FusedMultiplyAdd(sum, square, Vector256.Create(2f / 5));
        sum = Vector256.FusedMultiplyAdd(sum, square, Vector256.Create(2f / 3));
        sum = Vector256.FusedMultiplyAdd(sum, square, Vector256.Create(2f));
        return Vector256.FusedMultiplyAdd(n, Vector256.Create(0.693147181f), sum * t);
    }

    /// <summary>arsinh x = ln(|x| + √(x² + 1)) with x's sign, within 4 units in the last place or 3e−7; x beyond ±1e18 counts as that.</summary>
    public static Vector256<float> Arsinh(Vector256<float> x)
    {
        // The square of a larger float is infinite.
        var size = Vector256.Min(Vector256.Abs(x), Vector256.Create(1e18f));
        return Vector256.CopySign(Log(size + Vector256.Sqrt(Vector256.FusedMultiplyAdd(size, size, Vector256<float>.One))), x);
    }
}
