using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cartel.Collaboration;

/// <summary>1/x of sixteen numbers at once, where bounds leave room for an error.</summary>
internal static class Reciprocal
{
    /// <summary>The largest relative error of <see cref="Rough"/>, 2⁻¹⁴: Intel, “Software Developer's Manual”, VRCP14PS.</summary>
    public const float RoughError = 1f / 16384;

    /// <summary>That of <see cref="Fine"/>: its square, and rounding.</summary>
    public const float FineError = 2e-7f;

    public static Vector512<float> Rough(Vector512<float> value) =>
        Avx512F.IsSupported ? Avx512F.Reciprocal14(value) : Vector512<float>.One / value;

    // One step of Newton's.
    public static Vector512<float> Fine(Vector512<float> value)
    {
        if (!Avx512F.IsSupported) return Vector512<float>.One / value;

        var rough = Avx512F.Reciprocal14(value);
        return rough * Vector512.FusedMultiplyAdd(-value, rough, Vector512.Create(2f));
    }
}
