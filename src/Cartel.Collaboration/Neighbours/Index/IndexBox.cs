using System.Numerics;
using System.Runtime.Intrinsics;

namespace Cartel.Collaboration;

/// <summary>Between which shares of each class the rows of one cell lie: the writer's copy, in one piece, so that it tells
/// without a look at the group whether new counts stay where the former ones were.</summary>
internal sealed class IndexBox
{
    private const int Width = 16;

    private readonly int _classes;
    private readonly int _padded;

    // The least shares, the largest ones, then the least scale (that of the most samples) and the largest bias.
    private readonly float[] _borders;

    public IndexBox(int classes)
    {
        (_classes, _padded) = (classes, IndexRow.Padded(classes));
        _borders = new float[2 * _padded + 2];
    }

    /// <summary>Whether rows have widened it since it was fitted.</summary>
    public bool IsWidened { get; private set; }

    public (float Low, float High) this[int label] => (_borders[label], _borders[_padded + label]);

    public float Scale => _borders[^2];

    public float Bias => _borders[^1];

    public bool Holds(in IndexRow row)
    {
        var outside = Vector512<float>.Zero;
        for (var i = 0; i < _padded; i += Width)
        {
            var shares = Vector512.Create(row.Shares.Slice(i, Width));
            outside |= Vector512.LessThan(shares, Low(i)) | Vector512.GreaterThan(shares, High(i));
        }

        return row.Scale >= Scale && row.Bias <= Bias && outside.ExtractMostSignificantBits() == 0;
    }

    public void Widen(in IndexRow row)
    {
        IsWidened = true;
        for (var i = 0; i < _padded; i += Width) Widen(i, Vector512.Create(row.Shares.Slice(i, Width)));
        (_borders[^2], _borders[^1]) = (Math.Min(Scale, row.Scale), Math.Max(Bias, row.Bias));
    }

    /// <summary>Makes it fit a cell's rows.</summary>
    public void Fit(IndexCell cell)
    {
        IsWidened = false;
        _borders.AsSpan(0, _padded).Fill(IndexBoxes.None);
        _borders.AsSpan(_padded, _padded).Fill(-IndexBoxes.None);
        (_borders[^2], _borders[^1]) = (IndexBoxes.None, 0);
        for (var used = cell.Used; used != 0; used &= used - 1)
        {
            var lane = BitOperations.TrailingZeroCount(used);
            var wide = cell.Wide?[lane];
            for (var i = 0; i < _padded; i += Width) Widen(i, wide is null ? cell.Rows.SharesOf(lane, i) : SharesOf(wide, i));
            (_borders[^2], _borders[^1]) = (Math.Min(Scale, cell.Rows.ScaleOf(lane)), Math.Max(Bias, cell.Rows.BiasOf(lane)));
        }
    }

    private static Vector512<float> SharesOf(long[] counts, int first)
    {
        var (samples, _) = IndexRow.Sum(counts);
        Span<float> shares = stackalloc float[Width];
        for (var i = 0; i < Width && first + i < counts.Length; i++) shares[i] = (float)(counts[first + i] / samples);
        return Vector512.Create(shares);
    }

    private void Widen(int first, Vector512<float> shares)
    {
        Vector512.Min(Low(first), shares).CopyTo(_borders, first);
        Vector512.Max(High(first), shares).CopyTo(_borders, _padded + first);
    }

    private Vector512<float> Low(int first) => Vector512.LoadUnsafe(ref _borders[first]);

    private Vector512<float> High(int first) => Vector512.LoadUnsafe(ref _borders[_padded + first]);
}
