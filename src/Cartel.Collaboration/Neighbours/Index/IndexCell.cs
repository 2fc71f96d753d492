using System.Numerics;

namespace Cartel.Collaboration;

/// <summary>A few dozen agents whose distributions are alike.</summary>
/// <remarks>A row is never changed: new counts are a new row, and the old one is told when it ended. A reader of instant E
/// sees the rows with born ≤ E &lt; died. A lane is used again when no reader can see what ended there.</remarks>
/// <param name="classes">How many classes.</param>
/// <param name="tier">Whose samples are about as many: <see cref="SampleOctaves"/>.</param>
internal sealed class IndexCell(int classes, int tier)
{
    public const int Lanes = 64;
    public const long Never = long.MaxValue;

    private readonly float _biasSteps = 1 / CellCodes.BiasStep(classes, tier);

    public int Tier => tier;

    /// <summary>The lanes' levels, side by side.</summary>
    public CellCodes Codes { get; } = new(classes, tier);

    /// <summary>All else that is known of its rows.</summary>
    public CellRows Rows { get; } = new(classes);

    /// <summary>Between which shares its rows lie, for the writer.</summary>
    public IndexBox Box { get; } = new(classes);

    /// <summary>How many agents it holds now.</summary>
    public int Agents { get; private set; }

    /// <summary>Counts too large for a row, by lane.</summary>
    public long[]?[]? Wide { get; private set; }

    /// <summary>Where it is in the writer's tree.</summary>
    public IndexNode? Node { get; set; }

    /// <summary>Its place in its group.</summary>
    public int Place { get; set; }

    /// <summary>Whether a lane is free.</summary>
    public bool HasRoom => Used != ulong.MaxValue;

    /// <summary>The lanes that are not free.</summary>
    public ulong Used
    {
        get => Codes.Used;
        private set => Codes.SetUsed(value);
    }

    public bool IsAlive(int lane) => (Used >> lane & 1) != 0 && Rows.Died(lane) == Never;

    public void Kill(int lane, long instant)
    {
        Volatile.Write(ref Rows.Died(lane), instant);
        Agents--;
    }

    /// <summary>Frees the lanes whose rows nobody sees any more.</summary>
    public void Free(long oldest)
    {
        for (var used = Used; used != 0; used &= used - 1)
        {
            var lane = BitOperations.TrailingZeroCount(used);
            if (Rows.Died(lane) == Never || Rows.Died(lane) > oldest) continue;
            Used &= ~(1UL << lane);
            if (Wide is not null) Wide[lane] = null;
        }
    }

    /// <summary>Takes a free lane for a row that is born at an instant; it is seen from then on.</summary>
    public int Add(in IndexRow row, long instant)
    {
        var lane = Take();
        Codes.Set(lane, row.Levels[..classes], (ushort)(row.Bias * _biasSteps + 1), row.Octave);
        Rows.Set(lane, row);
        Keep(lane, row.Wide);
        Volatile.Write(ref Rows.Born(lane), instant);
        Agents++;
        return lane;
    }

    /// <summary>The same for a row of another cell, with its whole life.</summary>
    public int Add(IndexCell other, int from)
    {
        var lane = Take();
        Codes.Set(lane, other.Codes, from, classes);
        Rows.Set(lane, other.Rows, from);
        Keep(lane, other.Wide?[from]);
        Rows.Died(lane) = other.Rows.Died(from);
        Volatile.Write(ref Rows.Born(lane), other.Rows.Born(from));
        if (Rows.Died(lane) == Never) Agents++;
        return lane;
    }

    /// <summary>A row's counts as they were put.</summary>
    public void CopyCounts(int lane, Span<long> counts)
    {
        if (Wide?[lane] is { } wide) wide.CopyTo(counts);
        else Rows.CopyCounts(lane, counts);
    }

    /// <summary>Has fetched what is written when a row takes the place of another one.</summary>
    public void PrefetchChange(int lane)
    {
        Codes.Prefetch();
        Rows.Prefetch(lane);
        if (HasRoom) Rows.Prefetch(BitOperations.TrailingZeroCount(~Used));
    }

    private int Take()
    {
        var lane = BitOperations.TrailingZeroCount(~Used);
        Volatile.Write(ref Rows.Born(lane), Never);
        Volatile.Write(ref Rows.Died(lane), Never);
        Used |= 1UL << lane;
        return lane;
    }

    private void Keep(int lane, long[]? wide)
    {
        if (wide is not null) (Wide ??= new long[Lanes][])[lane] = wide;
        else if (Wide is not null) Wide[lane] = null;
    }
}
