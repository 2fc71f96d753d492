using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cartel.Collaboration;

/// <summary>Between which shares of each class the rows of one cell lie, or may lie by the tree: the writer's copy, in one
/// piece, so that it tells without a look at the group or the tree whether new counts stay where the former ones were.</summary>
internal readonly struct IndexBox
{
    private const int Width = 16;
    private const int MostPrefetched = 256;

    private readonly int _padded;

    // The least shares, the largest ones, then the least scale (that of the most samples) and the largest bias.
    private readonly float[] _borders;

    public IndexBox(int classes)
    {
        _padded = IndexRow.Padded(classes);
        _borders = new float[2 * _padded + 2];
    }

    private IndexBox(IndexBox other) => (_padded, _borders) = (other._padded, [.. other._borders]);

    /// <summary>One that holds every row.</summary>
    public static IndexBox Everything(int classes)
    {
        var box = new IndexBox(classes);
        box._borders.AsSpan(0, box._padded).Fill(float.NegativeInfinity);
        box._borders.AsSpan(box._padded, box._padded).Fill(float.PositiveInfinity);
        (box._borders[^2], box._borders[^1]) = (0, float.PositiveInfinity);
        return box;
    }

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
        for (var i = 0; i < _padded; i += Width) Widen(i, Vector512.Create(row.Shares.Slice(i, Width)));
        (_borders[^2], _borders[^1]) = (Math.Min(Scale, row.Scale), Math.Max(Bias, row.Bias));
    }

    /// <summary>The part of it that is low by a split; all of it where slots decide.</summary>
    public IndexBox Below(in IndexSplit split)
    {
        var part = new IndexBox(this);
        if (split.Label != IndexNode.BySlot) part._borders[_padded + split.Label] = MathF.BitDecrement(split.Share);
        return part;
    }

    /// <summary>The part of it that is not.</summary>
    public IndexBox From(in IndexSplit split)
    {
        var part = new IndexBox(this);
        if (split.Label != IndexNode.BySlot) part._borders[split.Label] = split.Share;
        return part;
    }

    /// <summary>The two sides of a split together.</summary>
    public IndexBox With(IndexBox other)
    {
        var both = new IndexBox(this);
        for (var i = 0; i < _padded; i += Width)
        {
            Vector512.Min(Low(i), other.Low(i)).CopyTo(both._borders, i);
            Vector512.Max(High(i), other.High(i)).CopyTo(both._borders, _padded + i);
        }

        return both;
    }

    /// <summary>Makes it fit a cell's rows.</summary>
    public void Fit(IndexCell cell)
    {
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

    /// <summary>Has its borders fetched.</summary>
    public unsafe void Prefetch()
    {
        if (!Sse.IsSupported) return;

        // A reference moved by the collector only makes this useless.
        var start = (float*)Unsafe.AsPointer(ref _borders[0]);
        for (var i = 0; i < Math.Min(_borders.Length, MostPrefetched); i += Width) Sse.Prefetch0(start + i);
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
