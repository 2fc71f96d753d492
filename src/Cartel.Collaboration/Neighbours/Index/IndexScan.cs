using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cartel.Collaboration;

/// <summary>Bounds of a cell's agents, sixteen at once.</summary>
/// <remarks>
/// <code>Σ (x − y)² / (x + y) = X − 3 + 4 Σ y² / (x + y)   for Σ y = 1 and X = Σ x,</code>
/// so that a class costs two multiplications, two sums and a reciprocal. The sums of the two biases follow from
/// Σ y / (x + y) and the same figure.
/// </remarks>
internal static class IndexScan
{
    // Further on the processor sees by itself where this goes.
    private const int MostPrefetched = 1024;

    /// <summary>What no agent of these lanes can be below: of the corrected divergence, and of the plain one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Bits, Vector512<float> PlugIn) AtLeast(ushort[] rows, in IndexQuery query, int first)
    {
        var (all, halves, squares) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var scale = Vector512.LoadUnsafe(ref IndexCell.ScaleOf(rows, first));
        foreach (var (label, share) in query.Present)
        {
            var y = Vector512.Create(share);
            var x = Load(ref IndexCell.CountOf(rows, label, first)) * scale;
            var part = y * Reciprocal.Fine(x + y);
            all += x;
            halves += part;
            squares = Vector512.FusedMultiplyAdd(y, part, squares);
        }

        var apart = Vector512.MaxNative(Vector512<float>.Zero, Vector512.FusedMultiplyAdd(squares, Vector512.Create(4f), all - Vector512.Create(3f)));
        var allowance = Vector512.LoadUnsafe(ref IndexCell.AllowanceOf(rows, first));
        var plugIn = apart * IndexQuery.QuarterBit + (Vector512<float>.One - all) * 0.5f - Vector512.Create(query.Rounding);
        var common = (apart - all - Vector512<float>.One) * 0.25f;
        var own = scale * IndexQuery.QuarterBit * Reciprocal.Fine(Vector512.MaxNative(Vector512<float>.One - scale, Vector512.Create(IndexCell.LeastRest)));
        var noise = own * (halves + common)
            + (Vector512.Create((float)query.Present.Length) - halves + common) * query.Noise;
        return (plugIn - noise * query.Bias - allowance - Vector512.Create(query.Allowance), plugIn - allowance);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ref ushort counts)
    {
        var narrow = Vector256.LoadUnsafe(ref counts);
        if (Avx512F.IsSupported) return Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(narrow));

        var (lower, upper) = Vector256.Widen(narrow);
        return Vector512.ConvertToSingle(Vector512.Create(lower, upper).AsInt32());
    }

    /// <summary>Has a cell's rows fetched while another's are looked at.</summary>
    public static unsafe void Prefetch(ushort[] rows)
    {
        if (!Sse.IsSupported) return;

        const int CacheLine = 32;
        // A reference moved by the collector only makes this useless.
        var start = (ushort*)Unsafe.AsPointer(ref rows[0]);
        for (var i = 0; i < Math.Min(rows.Length, MostPrefetched); i += CacheLine) Sse.Prefetch0(start + i);
    }
}
