using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cartel.Collaboration;

/// <summary>Which of a cell's 64 lanes may be near enough, told by sixteen levels a class: all lanes are looked up at once.</summary>
/// <remarks>
/// <para>What is bounded is a sum over classes, so that what each level of each class adds at least can be worked out
/// beforehand, and a shuffle looks up 64 of them: F. André, A.-M. Kermarrec, N. Le Scouarnec, “Cache locality is not enough:
/// high-performance nearest neighbor search with product quantization fast scan”, PVLDB 9(4), 2015, 288–299. A level of
/// shares x from a to b adds, where the query has y,</para>
/// <code>JSD of y and the nearest of a … b, + least of p L + (1 − p) R,   p = x / (x + y) from that of a to that of b,</code>
/// <para>with L and R the least over the level of what <see cref="IndexQuery"/> has of either side's bias beside p or 1 − p;</para>
/// <para>and what each side's own bias is goes off the sum.</para>
/// </remarks>
internal sealed class IndexSieve(int classes, ShareLevels levels)
{
    private const int Width = 16;
    private const int BytesPerTable = 2 * Width;

    // A unit is what the sums are counted in: the coarser the more is lost by rounding down, the finer the more by the most that a byte holds.
    private const int FewestUnits = 400;
    private const int UnitsPerClass = 40;
    private const int MostUnits = 30_000;

    // Tables are made anew when what is looked for has come this much nearer.
    private const float MuchNearer = 0.7f;

    // Levels are rounded as shares are; and what they add.
    private const float RoundingPerClass = 5e-7f;

    private readonly int _most = Math.Min(byte.MaxValue, ushort.MaxValue / classes);
    private readonly float[] _apart = new float[classes * Width];
    private readonly float[] _low = new float[classes * Width];
    private readonly float[] _high = new float[classes * Width];
    private readonly float[] _left = new float[classes * Width];
    private readonly float[] _right = new float[classes * Width];
    private readonly float[] _rests = [.. levels.Edges[1..].ToArray().Select(static edge => 1 - edge)];
    private readonly Table[] _tables = [.. Enumerable.Range(0, SampleOctaves.Count).Select(_ => new Table(classes))];
    private float _noise;
    private float _third;
    private float _bias;
    private float _madeFor;
    private bool _plain;
    private bool _isBiased;
    private float _limit;

    private sealed class Table(int classes)
    {
        public readonly byte[] Bytes = new byte[(classes + 1) / 2 * 2 * BytesPerTable];
        public float MadeFor = -1;
        public bool IsPlain;
        public float PerBit;
        public float BiasSteps;
    }

    /// <summary>Whether it can tell anything yet.</summary>
    public bool IsReady => _limit < float.PositiveInfinity;

    /// <summary>Takes a query.</summary>
    public void Begin(in IndexQuery query)
    {
        (_noise, _third, _bias, _isBiased) = (query.Noise, query.Third, query.Bias, query.IsBiased);
        (_madeFor, _limit, _plain) = (0, float.PositiveInfinity, false);
        foreach (var table in _tables) table.MadeFor = -1;
        for (var label = 0; label < classes; label++) Begin(label, query.Exact[label]);
    }

    /// <summary>Says how near is near enough.</summary>
    public void Limit(float bits, float plugIn)
    {
        // Where all that can come in are corrected to 0, the plain divergence tells more.
        var plain = bits == 0 || !_isBiased;
        _limit = plain ? Math.Min(bits == 0 ? float.PositiveInfinity : bits, plugIn) : bits + _bias;
        if (plain == _plain && _limit > MuchNearer * _madeFor && _limit <= _madeFor) return;
        (_plain, _madeFor) = (plain, _limit);
    }

    /// <summary>The lanes in use that may be near enough.</summary>
    public ulong Pass(CellCodes codes)
    {
        var table = _tables[codes.Octave];
        if (table.MadeFor != _madeFor || table.IsPlain != _plain) Make(table, codes.Octave, codes.Tier);
        var limit = (int)Math.Min((_limit + classes * RoundingPerClass) * table.PerBit + 2, ushort.MaxValue / 2);
        return Lanes(codes, table.Bytes, (ushort)limit, (ushort)table.BiasSteps) & codes.Used;
    }

    private void Begin(int label, double share)
    {
        var apart = _apart.AsSpan(label * Width, Width);
        var low = _low.AsSpan(label * Width, Width);
        var high = _high.AsSpan(label * Width, Width);
        var edges = levels.Edges;
        var left = _left.AsSpan(label * Width, Width);
        var right = _right.AsSpan(label * Width, Width);
        for (var i = 0; i < Width; i++)
        {
            var nearest = Math.Clamp(share, edges[i], edges[i + 1]);
            apart[i] = nearest == share ? 0 : (float)(JensenShannon.Term(nearest, share) * (1 - 1e-6));
            low[i] = share > 0 ? (float)(edges[i] / (edges[i] + share)) : i > 0 ? 1 : 0;
            var sum = edges[i + 1] + share;
            left[i] = (float)((1 - edges[i + 1]) * (1 - 2 * edges[i + 1]) / sum);
            right[i] = (float)(share > 0 ? _noise * (1 - share) * (1 + (1 - 2 * share) * _third / (share > 0.5 ? edges[i] + share : sum)) : 0);
            high[i] = share > 0 ? (float)(edges[i + 1] / (edges[i + 1] + share)) : 1;
        }
    }

    private void Make(Table table, int octave, int tier)
    {
        (table.MadeFor, table.IsPlain) = (_madeFor, _plain);
        var step = CellCodes.BiasStep(classes, tier);
        var third = _plain ? 0 : SampleOctaves.ThirdOf(octave);
        var noise = 3 * IndexQuery.QuarterBit * third * (1 - 1e-6f);
        var budget = Math.Max(_madeFor + 2 * noise * classes, 1e-6f);
        // A step of bias is not to be more than half a unit.
        var unit = Math.Max(budget / Math.Clamp(UnitsPerClass * classes, FewestUnits, MostUnits), _plain ? 0 : 2 * step);
        (table.PerBit, table.BiasSteps) = (1 / unit, _plain ? 0 : MathF.Ceiling(65536 * step / unit));
        var rests = Vector512.Create(_rests);
        for (var label = 0; label < classes; label++)
        {
            var right = _plain ? Vector512<float>.Zero : Vector512.LoadUnsafe(ref _right[label * Width]);
            var left = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref _left[label * Width]), Vector512.Create(third), rests);
            var slope = Vector512.Create(noise) * left - right;
            var part = Vector512.ConditionalSelect(
                Vector512.GreaterThan(slope, Vector512<float>.Zero), Vector512.LoadUnsafe(ref _low[label * Width]), Vector512.LoadUnsafe(ref _high[label * Width]));
            var bits = Vector512.FusedMultiplyAdd(slope, part, Vector512.LoadUnsafe(ref _apart[label * Width]) + right);
            var units = Vector512.Min(bits * table.PerBit, Vector512.Create((float)_most));
            var bytes = ShareLevels.Narrow(Vector512.ConvertToInt32(units));
            Vector256.Create(bytes, bytes).CopyTo(table.Bytes, label * BytesPerTable);
        }
    }

    // Two classes at once. The low byte of each sum is what all bytes together leave when those above are taken away.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Lanes(CellCodes codes, byte[] tables, ushort limit, ushort biasSteps)
    {
        var (below, belowOdd, above, aboveOdd) = (Vector512<ushort>.Zero, Vector512<ushort>.Zero, Vector512<ushort>.Zero, Vector512<ushort>.Zero);
        ref var table = ref tables[0];
        for (var label = 0; label < classes; label += 2)
        {
            var both = Vector512.LoadUnsafe(ref codes.LevelsOf(label));
            var entries = Vector512.LoadUnsafe(ref table, (nuint)(label * BytesPerTable));
            var low = Lookup(entries, both & Vector512.Create((byte)15)).AsUInt16();
            var high = Lookup(entries, (both.AsUInt16() >> 4).AsByte() & Vector512.Create((byte)15)).AsUInt16();
            below += low;
            belowOdd += low >> 8;
            above += high;
            aboveOdd += high >> 8;
        }

        return Lanes(codes, 0, below, belowOdd, limit, biasSteps) | (ulong)Lanes(codes, 32, above, aboveOdd, limit, biasSteps) << 32;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Lanes(CellCodes codes, int lane, Vector512<ushort> all, Vector512<ushort> odd, ushort limit, ushort biasSteps)
    {
        var even = all - (odd << 8);
        var sums = Vector512.Create(even.GetLower() + even.GetUpper(), odd.GetLower() + odd.GetUpper());
        var limits = MultiplyHigh(Vector512.LoadUnsafe(ref codes.BiasesOf(lane)), Vector512.Create(biasSteps)) + Vector512.Create(limit);
        return (uint)Vector512.LessThanOrEqual(sums, limits).ExtractMostSignificantBits();
    }

    private static Vector512<byte> Lookup(Vector512<byte> tables, Vector512<byte> levels)
    {
        if (Avx512BW.IsSupported) return Avx512BW.Shuffle(tables, levels);

        var (first, second) = (tables.GetLower().GetLower(), tables.GetUpper().GetLower());
        return Vector512.Create(
            Vector256.Create(Vector128.Shuffle(first, levels.GetLower().GetLower()), Vector128.Shuffle(first, levels.GetLower().GetUpper())),
            Vector256.Create(Vector128.Shuffle(second, levels.GetUpper().GetLower()), Vector128.Shuffle(second, levels.GetUpper().GetUpper())));
    }

    private static Vector512<ushort> MultiplyHigh(Vector512<ushort> left, Vector512<ushort> right)
    {
        if (Avx512BW.IsSupported) return Avx512BW.MultiplyHigh(left, right);

        var (lower, upper) = Vector512.Widen(left);
        var (factors, _) = Vector512.Widen(right);
        return Vector512.Narrow((lower * factors) >> 16, (upper * factors) >> 16);
    }
}
