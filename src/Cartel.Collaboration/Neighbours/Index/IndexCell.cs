using System.Numerics;

namespace Cartel.Collaboration;

/// <summary>A few dozen agents whose distributions are alike, class by class in columns.</summary>
/// <remarks>
/// A row is never changed: new counts are a new row, and the old one is told when it ended. A reader of instant E sees the
/// rows with born ≤ E &lt; died. A lane is used again when no reader can see what ended there.
/// </remarks>
internal sealed class IndexCell(int classes, int id)
{
    public const int Lanes = 64;
    public const long Never = long.MaxValue;

    public readonly ushort[] Counts = new ushort[classes * Lanes];
    public readonly float[] Scale = new float[Lanes];
    public readonly float[] Noise = new float[Lanes];
    public readonly float[] Allowance = new float[Lanes];
    public readonly int[] Slots = new int[Lanes];
    public long[]?[]? Wide;

    private readonly long[] _born = new long[Lanes];
    private readonly long[] _died = new long[Lanes];
    private ulong _used;

    /// <summary>Its number, for the writer's map of slots.</summary>
    public int Id => id;

    /// <summary>Where it is in the writer's tree.</summary>
    public IndexNode Node { get; set; } = null!;

    /// <summary>Its place in its group.</summary>
    public int Place { get; set; }

    /// <summary>Lanes from this one on hold nothing.</summary>
    public int End => Lanes - BitOperations.LeadingZeroCount(Volatile.Read(ref _used));

    /// <summary>Whether a lane is free.</summary>
    public bool HasRoom => _used != ulong.MaxValue;

    /// <summary>The lanes that are not free.</summary>
    public ulong Used => _used;

    // Its end is read first: a lane that is being used again loses its birth before its end.
    public bool IsVisible(int lane, long instant) =>
        Volatile.Read(ref _died[lane]) > instant && Volatile.Read(ref _born[lane]) <= instant;

    public bool IsAlive(int lane) => (_used >> lane & 1) != 0 && _died[lane] == Never;

    public long Died(int lane) => _died[lane];

    public void Kill(int lane, long instant) => Volatile.Write(ref _died[lane], instant);

    /// <summary>Frees the lanes whose rows nobody sees any more.</summary>
    public void Free(long oldest)
    {
        for (var used = _used; used != 0; used &= used - 1)
        {
            var lane = BitOperations.TrailingZeroCount(used);
            if (_died[lane] == Never || _died[lane] > oldest) continue;
            _used &= ~(1UL << lane);
            if (Wide is not null) Wide[lane] = null;
        }
    }

    /// <summary>Takes a free lane for a row that is born at an instant; it is seen from then on.</summary>
    public int Add(in IndexRow row, long instant)
    {
        var lane = Take();
        for (var i = 0; i < row.Packed.Length; i++) Counts[i * Lanes + lane] = row.Packed[i];
        Fill(lane, row.Scale, row.Noise, row.Allowance, row.Slot, row.Wide);
        Volatile.Write(ref _born[lane], instant);
        return lane;
    }

    /// <summary>The same for a row of another cell, with its whole life.</summary>
    public int Add(IndexCell other, int from)
    {
        var lane = Take();
        for (var i = 0; i < classes; i++) Counts[i * Lanes + lane] = other.Counts[i * Lanes + from];
        Fill(lane, other.Scale[from], other.Noise[from], other.Allowance[from], other.Slots[from], other.Wide?[from]);
        _died[lane] = other._died[from];
        Volatile.Write(ref _born[lane], other._born[from]);
        return lane;
    }

    public float Share(int label, int lane) => Counts[label * Lanes + lane] * Scale[lane];

    /// <summary>A row's counts as they were put.</summary>
    public void CopyCounts(int lane, Span<long> counts)
    {
        if (Wide?[lane] is { } wide) wide.CopyTo(counts);
        else for (var i = 0; i < counts.Length; i++) counts[i] = Counts[i * Lanes + lane];
    }

    private int Take()
    {
        var lane = BitOperations.TrailingZeroCount(~_used);
        Volatile.Write(ref _born[lane], Never);
        Volatile.Write(ref _died[lane], Never);
        Volatile.Write(ref _used, _used | 1UL << lane);
        return lane;
    }

    private void Fill(int lane, float scale, float noise, float allowance, int slot, long[]? wide)
    {
        (Scale[lane], Noise[lane], Allowance[lane], Slots[lane]) = (scale, noise, allowance, slot);
        if (wide is not null) (Wide ??= new long[Lanes][])[lane] = wide;
        else if (Wide is not null) Wide[lane] = null;
    }
}
