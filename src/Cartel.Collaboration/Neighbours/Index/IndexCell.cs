using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Cartel.Collaboration;

/// <summary>A few dozen agents whose distributions are alike, class by class in columns.</summary>
/// <remarks>
/// A row is never changed: new counts are a new row, and the old one is told when it ended. A reader of instant E sees the
/// rows with born ≤ E &lt; died. A lane is used again when no reader can see what ended there.
/// </remarks>
internal sealed class IndexCell(int classes, int id, int tier)
{
    public const int Lanes = 64;
    public const long Never = long.MaxValue;

    /// <summary>Where a row has one sample, its bias is unknown; so it is let pass.</summary>
    public const float LeastRest = 1f / 1024;

    // What scanning reads lies in one piece: lanes in use, scales, allowances, then counts class by class.
    private const int Scales = 32;
    private const int Allowances = Scales + 2 * Lanes;
    private const int FirstCounts = Allowances + 2 * Lanes;

    /// <summary>The rows' numbers.</summary>
    public readonly ushort[] Rows = new ushort[FirstCounts + classes * Lanes];
    public long[]?[]? Wide;

    private readonly Life[] _lives = new Life[Lanes];

    // Whose row, and from when to when: what is asked together lies together.
    private struct Life
    {
        public long Born, Died;
        public int Slot;
    }

    /// <summary>Its number, for the writer's map of slots.</summary>
    public int Id => id;

    /// <summary>Whose samples are about as many.</summary>
    public int Tier => tier;

    /// <summary>How many agents it holds now.</summary>
    public int Agents { get; private set; }

    /// <summary>Between which shares its rows lie, for the writer.</summary>
    public IndexBox Box { get; } = new(classes);

    /// <summary>Where it is in the writer's tree.</summary>
    public IndexNode Node { get; set; } = null!;

    /// <summary>Its place in its group.</summary>
    public int Place { get; set; }

    /// <summary>Whether a lane is free.</summary>
    public bool HasRoom => Used != ulong.MaxValue;

    /// <summary>The lanes that are not free.</summary>
    public ulong Used
    {
        get => Volatile.Read(ref UsedOf(Rows));
        private set => Volatile.Write(ref UsedOf(Rows), value);
    }

    /// <summary>Lanes from this one on hold nothing.</summary>
    public static int EndOf(ushort[] rows) => Lanes - BitOperations.LeadingZeroCount(Volatile.Read(ref UsedOf(rows)));

    public static ref float ScaleOf(ushort[] rows, int lane) => ref Unsafe.As<ushort, float>(ref At(rows, Scales + 2 * lane));

    public static ref float AllowanceOf(ushort[] rows, int lane) => ref Unsafe.As<ushort, float>(ref At(rows, Allowances + 2 * lane));

    public static ref ushort CountOf(ushort[] rows, int label, int lane) => ref At(rows, FirstCounts + label * Lanes + lane);

    /// <summary>The least that a row's noise may be, from its scale: exact up to the cap on samples.</summary>
    public static float NoiseOf(float scale) => IndexQuery.QuarterBit * scale / Math.Max(1 - scale, LeastRest);

    // Its end is read first: a lane that is being used again loses its birth before its end.
    public bool IsVisible(int lane, long instant) =>
        Volatile.Read(ref _lives[lane].Died) > instant && Volatile.Read(ref _lives[lane].Born) <= instant;

    public bool IsAlive(int lane) => (Used >> lane & 1) != 0 && _lives[lane].Died == Never;

    public int SlotOf(int lane) => _lives[lane].Slot;

    public void Kill(int lane, long instant)
    {
        Volatile.Write(ref _lives[lane].Died, instant);
        Agents--;
    }

    /// <summary>Frees the lanes whose rows nobody sees any more.</summary>
    public void Free(long oldest)
    {
        for (var used = Used; used != 0; used &= used - 1)
        {
            var lane = BitOperations.TrailingZeroCount(used);
            if (_lives[lane].Died == Never || _lives[lane].Died > oldest) continue;
            Used &= ~(1UL << lane);
            if (Wide is not null) Wide[lane] = null;
        }
    }

    /// <summary>Takes a free lane for a row that is born at an instant; it is seen from then on.</summary>
    public int Add(in IndexRow row, long instant)
    {
        var lane = Take();
        for (var i = 0; i < row.Packed.Length; i++) CountOf(Rows, i, lane) = row.Packed[i];
        Fill(lane, row.Scale, row.Allowance, row.Slot, row.Wide);
        Volatile.Write(ref _lives[lane].Born, instant);
        Agents++;
        return lane;
    }

    /// <summary>The same for a row of another cell, with its whole life.</summary>
    public int Add(IndexCell other, int from)
    {
        var lane = Take();
        for (var i = 0; i < classes; i++) CountOf(Rows, i, lane) = CountOf(other.Rows, i, from);
        Fill(lane, ScaleOf(other.Rows, from), AllowanceOf(other.Rows, from), other.SlotOf(from), other.Wide?[from]);
        _lives[lane].Died = other._lives[from].Died;
        Volatile.Write(ref _lives[lane].Born, other._lives[from].Born);
        if (_lives[lane].Died == Never) Agents++;
        return lane;
    }

    public float Share(int label, int lane) => CountOf(Rows, label, lane) * ScaleOf(Rows, lane);

    /// <summary>A row's counts as they were put.</summary>
    public void CopyCounts(int lane, Span<long> counts)
    {
        if (Wide?[lane] is { } wide) wide.CopyTo(counts);
        else for (var i = 0; i < counts.Length; i++) counts[i] = CountOf(Rows, i, lane);
    }

    /// <summary>Has fetched what is written when a row takes the place of another one.</summary>
    public unsafe void Prefetch(int lane)
    {
        if (!Sse.IsSupported) return;

        // References moved by the collector only make this useless.
        Sse.Prefetch0(Unsafe.AsPointer(ref _lives[lane]));
        IndexScan.Prefetch(Rows);
    }

    private int Take()
    {
        var lane = BitOperations.TrailingZeroCount(~Used);
        Volatile.Write(ref _lives[lane].Born, Never);
        Volatile.Write(ref _lives[lane].Died, Never);
        Used |= 1UL << lane;
        return lane;
    }

    private void Fill(int lane, float scale, float allowance, int slot, long[]? wide)
    {
        (ScaleOf(Rows, lane), AllowanceOf(Rows, lane), _lives[lane].Slot) = (scale, allowance, slot);
        if (wide is not null) (Wide ??= new long[Lanes][])[lane] = wide;
        else if (Wide is not null) Wide[lane] = null;
    }

    private static ref ulong UsedOf(ushort[] rows) => ref Unsafe.As<ushort, ulong>(ref At(rows, 0));

    private static ref ushort At(ushort[] rows, int place) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(rows), place);
}
