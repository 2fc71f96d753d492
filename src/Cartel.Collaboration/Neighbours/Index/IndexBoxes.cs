using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cartel.Collaboration;

/// <summary>Between which shares of each class the agents of several cells, or groups of cells, lie: sixteen boxes beside
/// each other, so that they are bounded at once.</summary>
/// <remarks>The writer widens a box before a row appears, and narrows it to no less than what any reader sees. So whatever
/// mixture of old and new borders a reader meets, it holds all that this reader sees.</remarks>
internal sealed class IndexBoxes(int classes, int capacity)
{
    public const float None = 4;

    private const int Width = 16;
    private const int MostPrefetched = 512;

    private readonly float[] _borders = Outside(2 * classes * capacity);
    private readonly float[] _scale = [.. Enumerable.Repeat(None, capacity)];
    private readonly float[] _bias = new float[capacity];

    public int Capacity => capacity;

    public void Widen(int place, in IndexRow row)
    {
        for (var i = 0; i < classes; i++) Widen(place, i, row.Shares[i], row.Shares[i]);
        Widen(place, row.Scale, row.Bias);
    }

    /// <summary>Makes a box that of a cell.</summary>
    public void Fit(int place, IndexBox box)
    {
        for (var i = 0; i < classes; i++) (_borders[Low(i, place)], _borders[High(i, place)]) = box[i];
        (_scale[place], _bias[place]) = (box.Scale, box.Bias);
    }

    /// <summary>Makes a box hold all boxes of others.</summary>
    public void Fit(int place, IndexBoxes others)
    {
        for (var i = 0; i < classes; i++)
        {
            var (low, high) = (None, -None);
            for (var other = 0; other < others.Capacity; other += Width)
            {
                low = Math.Min(low, TensorPrimitives.Min<float>(others._borders.AsSpan(others.Low(i, other), Width)));
                high = Math.Max(high, TensorPrimitives.Max<float>(others._borders.AsSpan(others.High(i, other), Width)));
            }

            (_borders[Low(i, place)], _borders[High(i, place)]) = (low, high);
        }

        _scale[place] = TensorPrimitives.Min<float>(others._scale);
        _bias[place] = TensorPrimitives.Max<float>(others._bias);
    }

    /// <summary>What no agent of sixteen boxes can be below: of the corrected divergence, and of the plain one.</summary>
    public (Vector512<float> Bits, Vector512<float> PlugIn) AtLeast(in IndexQuery query, int first)
    {
        ref var borders = ref MemoryMarshal.GetArrayDataReference(_borders);
        var (plain, left, right, high) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        foreach (var (label, share) in query.Present)
        {
            var y = Vector512.Create(share);
            var least = Vector512.LoadUnsafe(ref borders, (nuint)Low(label, first));
            var most = Vector512.LoadUnsafe(ref borders, (nuint)High(label, first));
            var nearest = Vector512.MaxNative(least, Vector512.MinNative(y, most));
            var apart = nearest - y;
            plain = Vector512.FusedMultiplyAdd(apart * apart, Reciprocal.Rough(nearest + y), plain);
            left = Vector512.FusedMultiplyAdd((Vector512<float>.One - most) * least, Reciprocal.Rough(least + y), left);
            right = Vector512.FusedMultiplyAdd(Vector512.Create((1 - share) * share), Reciprocal.Rough(most + y), right);
            high += most;
        }

        var rest = Vector512.MaxNative(Vector512<float>.Zero, Vector512<float>.One - high);
        if (query.Absent.Length > 0)
        {
            var low = Vector512<float>.Zero;
            foreach (var label in query.Absent) low += Vector512.LoadUnsafe(ref borders, (nuint)Low(label, first));
            rest = Vector512.MaxNative(rest, low);
        }

        var plugIn = plain * (IndexQuery.QuarterBit * (1 - Reciprocal.RoughError * 2)) + rest * 0.5f - Vector512.Create(query.Rounding);
        if (!query.IsBiased) return (plugIn, plugIn);

        var noise = Vector512.LoadUnsafe(ref _scale[first]) * IndexQuery.QuarterBit;
        var common = (noise * left + right * query.Noise) * (1 - Reciprocal.RoughError * 2);
        return (plugIn + common - Vector512.LoadUnsafe(ref _bias[first]) - Vector512.Create(query.Bias), plugIn);
    }

    private void Widen(int place, int label, float low, float high)
    {
        ref var least = ref _borders[Low(label, place)];
        ref var most = ref _borders[High(label, place)];
        if (low < least) least = low;
        if (high > most) most = high;
    }

    private void Widen(int place, float scale, float bias)
    {
        if (scale < _scale[place]) _scale[place] = scale;
        if (bias > _bias[place]) _bias[place] = bias;
    }

    /// <summary>Has the first boxes fetched; where the others are the processor sees by itself.</summary>
    public unsafe void Prefetch()
    {
        if (!Sse.IsSupported) return;

        // A reference moved by the collector only makes this useless.
        var start = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_borders));
        for (var i = 0; i < Math.Min(2 * classes * Width, MostPrefetched); i += Width) Sse.Prefetch0(start + i);
    }

    // Sixteen boxes beside each other: the least shares of a class, the largest ones, those of the next class.
    private int Low(int label, int place) => 2 * (place / Width * classes + label) * Width + place % Width;

    private int High(int label, int place) => Low(label, place) + Width;

    // A box that holds nothing is far from everything.
    private static float[] Outside(int length)
    {
        var borders = new float[length];
        for (var i = 0; i < length; i++) borders[i] = i / Width % 2 == 0 ? None : -None;
        return borders;
    }
}
