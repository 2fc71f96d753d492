using System.Runtime.Intrinsics;

namespace Cartel.Collaboration;

/// <summary>What one agent's divergence cannot be below, sixteen classes at once in single precision.</summary>
/// <remarks>Four terms of the series that <see cref="Bracket"/> has, and both biases at most.</remarks>
internal static class RowBound
{
    private const int Width = 16;

    // 1 / (2 ln 2), less what rounding may do.
    private const float Unit = 2 * IndexQuery.QuarterBit * (1 - 2e-6f);

    // Counts of so many samples may be scaled copies, whose shares are off by up to 0.8e-5; what that changes at most for a class.
    private const float ScaledFrom = 1f / ushort.MaxValue;
    private const float ScaledPerClass = 4e-5f;

    public static (float Bits, float PlugIn) AtLeast(CellRows rows, int lane, in IndexQuery query)
    {
        var (plugIn, left, right) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (var first = 0; first < query.Shares.Length; first += Width)
        {
            var x = rows.SharesOf(lane, first);
            var y = Vector512.Create(query.Shares.Slice(first, Width));
            // So that nothing is divided by 0.
            var part = Reciprocal.Fine(x + y + Vector512.Create(1e-30f));
            var apart = (x - y) * part;
            var square = apart * apart;
            var series = Vector512.FusedMultiplyAdd(square, Vector512.Create(1f / 56), Vector512.Create(1f / 30));
            series = Vector512.FusedMultiplyAdd(square, series, Vector512.Create(1f / 12));
            series = Vector512.FusedMultiplyAdd(square, series, Vector512.Create(1f / 2));
            plugIn = Vector512.FusedMultiplyAdd((x - y) * apart, series, plugIn);
            left = Vector512.FusedMultiplyAdd(x * part, Vector512<float>.One - x, left);
            right = Vector512.FusedMultiplyAdd(y * part, Vector512<float>.One - y, right);
        }

        var scale = rows.ScaleOf(lane);
        var plain = Vector512.Sum(plugIn) * Unit - query.Rounding;
        if (scale < ScaledFrom) plain -= ScaledPerClass * query.Counts.Length;
        if (!query.IsBiased) return (plain, plain);

        var common = left * Vector512.Create(IndexQuery.QuarterBit * scale) + right * Vector512.Create(query.Noise);
        return (plain + Vector512.Sum(common) * (1 - 2e-6f) - rows.BiasOf(lane) - query.Bias, plain);
    }
}
