using System.Runtime.Intrinsics;

namespace Cartel.Collaboration;

/// <summary>Sixteen levels of a class's share, so that a cell keeps it in half a byte for a first look.</summary>
/// <remarks>Evenly in the square root up to the twelfth, since a difference of shares counts for more the rarer the class
/// is; then each a constant factor wider than the one before, up to 1. The step is by √classes, for shares are about
/// 1 / classes; its size, 0.15, let fewest agents of spread-out and of sparse populations pass.</remarks>
internal sealed class ShareLevels
{
    public const int Count = 16;

    private const int Even = 12;
    private const double Step = 0.15;

    // With fewer the even levels alone would go beyond 1.
    private const int FewestClasses = 4;

    private readonly float[] _edges = new float[Count + 1];

    public ShareLevels(int classes)
    {
        var step = Step / Math.Sqrt(Math.Max(classes, FewestClasses));
        var wider = Math.Pow(1 / (step * Even), 1.0 / (Count - Even));
        for (var i = 1; i < Count; i++)
        {
            var root = i <= Even ? step * i : step * Even * Math.Pow(wider, i - Even);
            _edges[i] = (float)(root * root);
        }

        _edges[Count] = 1;
    }

    /// <summary>Where the levels begin, and where the last one ends: from 0 to 1.</summary>
    public ReadOnlySpan<float> Edges => _edges;

    /// <summary>The levels of shares, as many as a multiple of sixteen.</summary>
    public void Encode(ReadOnlySpan<float> shares, Span<byte> levels)
    {
        for (var first = 0; first < shares.Length; first += Count)
        {
            var values = Vector512.Create(shares.Slice(first, Count));
            var level = Vector512<int>.Zero;
            for (var i = 1; i < Count; i++) level -= Vector512.GreaterThanOrEqual(values, Vector512.Create(_edges[i])).AsInt32();
            Narrow(level).CopyTo(levels[first..]);
        }
    }

    /// <summary>Sixteen numbers below 256 as bytes.</summary>
    public static Vector128<byte> Narrow(Vector512<int> values)
    {
        var words = Vector256.Narrow(values.GetLower().AsUInt32(), values.GetUpper().AsUInt32());
        return Vector128.Narrow(words.GetLower(), words.GetUpper());
    }
}
