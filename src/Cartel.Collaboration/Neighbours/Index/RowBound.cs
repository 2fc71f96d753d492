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
        var scale = rows.ScaleOf(lane);
        var third = Vector512.Create(scale < 1 ? scale / (1 - scale) * (1f / 3) : 0);
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
            left = Common(x, part, third, left);
            right = Common(y, part, Vector512.Create(query.Third), right);
        }

        var plain = Vector512.Sum(plugIn) * Unit - query.Rounding;
        if (scale < ScaledFrom) plain -= ScaledPerClass * query.Counts.Length;
        if (!query.IsBiased) return (plain, plain);

        var common = left * Vector512.Create(3 * IndexQuery.QuarterBit) * third + right * Vector512.Create(query.Noise);
        return (plain + Vector512.Sum(common) * (1 - 2e-6f) - rows.BiasOf(lane) - query.Bias, plain);
    }

    // What the two sides' biases have in common, of the side whose shares these are: x (1 − x) / t (1 + (1 − 2x) / 3 (n − 1) t).
    private static Vector512<float> Common(Vector512<float> shares, Vector512<float> part, Vector512<float> third, Vector512<float> sum)
    {
        var rest = Vector512<float>.One - shares;
        var more = Vector512.FusedMultiplyAdd((rest - shares) * third, part, Vector512<float>.One);
        return Vector512.FusedMultiplyAdd(shares * part, rest * more, sum);
    }
}
