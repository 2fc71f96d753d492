using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Cartel.Collaboration;

/// <summary>Between which shares of each class the agents of several cells, or groups of cells, lie: sixteen boxes beside
/// each other, so that they are bounded at once.</summary>
/// <remarks>The writer widens a box before a row appears, and narrows it to no less than what any reader sees. So whatever
/// mixture of old and new borders a reader meets, it holds all that this reader sees.</remarks>
internal sealed class IndexBoxes(int classes, int capacity)
{
    public const float None = 4;

    private readonly float[] _borders = Outside(2 * classes * capacity, capacity);
    private readonly float[] _noise = new float[capacity];
    private readonly float[] _allowance = new float[capacity];

    public int Capacity => capacity;

    public void Widen(int place, in IndexRow row)
    {
        for (var i = 0; i < classes; i++) Widen(place, i, row.Shares[i], row.Shares[i]);
        Widen(place, row.Noise, row.Allowance);
    }

    /// <summary>Makes a box that of a cell.</summary>
    public void Fit(int place, IndexBox box)
    {
        for (var i = 0; i < classes; i++) (_borders[Low(i, place)], _borders[High(i, place)]) = box[i];
        (_noise[place], _allowance[place]) = (box.Noise, box.Allowance);
    }

    /// <summary>Makes a box hold all boxes of others.</summary>
    public void Fit(int place, IndexBoxes others)
    {
        for (var i = 0; i < classes; i++)
        {
            _borders[Low(i, place)] = TensorPrimitives.Min<float>(others._borders.AsSpan(others.Low(i, 0), others.Capacity));
            _borders[High(i, place)] = TensorPrimitives.Max<float>(others._borders.AsSpan(others.High(i, 0), others.Capacity));
        }

        _noise[place] = TensorPrimitives.Max<float>(others._noise);
        _allowance[place] = TensorPrimitives.Max<float>(others._allowance);
    }

    /// <summary>What no agent of sixteen boxes can be below: of the corrected divergence, and of the plain one.</summary>
    public (Vector512<float> Bits, Vector512<float> PlugIn) AtLeast(in IndexQuery query, int first)
    {
        var (plain, left, right, high) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        foreach (var (label, share) in query.Present)
        {
            var y = Vector512.Create(share);
            var least = Vector512.LoadUnsafe(ref _borders[Low(label, first)]);
            var most = Vector512.LoadUnsafe(ref _borders[High(label, first)]);
            var nearest = Vector512.MaxNative(least, Vector512.MinNative(y, most));
            var apart = nearest - y;
            plain = Vector512.FusedMultiplyAdd(apart * apart, Reciprocal.Rough(nearest + y), plain);
            left = Vector512.FusedMultiplyAdd((Vector512<float>.One - least) * y, Reciprocal.Rough(least + y), left);
            right = Vector512.FusedMultiplyAdd(most * (1 - share), Reciprocal.Rough(most + y), right);
            high += most;
        }

        var rest = Vector512.MaxNative(Vector512<float>.Zero, Vector512<float>.One - high);
        if (query.Absent.Length > 0)
        {
            var low = Vector512<float>.Zero;
            foreach (var label in query.Absent) low += Vector512.LoadUnsafe(ref _borders[Low(label, first)]);
            rest = Vector512.MaxNative(rest, low);
        }

        var plugIn = plain * (IndexQuery.QuarterBit * (1 - Reciprocal.RoughError * 2)) + rest * 0.5f - Vector512.Create(query.Rounding);
        var noise = Vector512.LoadUnsafe(ref _noise[first]) * left + right * query.Noise;
        var bits = plugIn - noise * (1 + Reciprocal.RoughError * 2) * query.Bias
            - (Vector512.LoadUnsafe(ref _allowance[first]) + Vector512.Create(query.Allowance));
        return (bits, plugIn - Vector512.LoadUnsafe(ref _allowance[first]));
    }

    private void Widen(int place, int label, float low, float high)
    {
        ref var least = ref _borders[Low(label, place)];
        ref var most = ref _borders[High(label, place)];
        if (low < least) least = low;
        if (high > most) most = high;
    }

    private void Widen(int place, float noise, float allowance)
    {
        if (noise > _noise[place]) _noise[place] = noise;
        if (allowance > _allowance[place]) _allowance[place] = allowance;
    }

    private int Low(int label, int place) => 2 * label * capacity + place;

    private int High(int label, int place) => (2 * label + 1) * capacity + place;

    // A box that holds nothing is far from everything.
    private static float[] Outside(int length, int capacity)
    {
        var borders = new float[length];
        for (var i = 0; i < length; i++) borders[i] = i / capacity % 2 == 0 ? None : -None;
        return borders;
    }
}
