namespace Cartel.Collaboration.Tests;

/// <summary>What the bounds of the index take.</summary>
internal static class Bounds
{
    public static IndexQuery Query(long[] counts) =>
        new(counts, new (int, float)[counts.Length], new int[counts.Length], new double[counts.Length], new float[IndexRow.Padded(counts.Length)]);

    public static IndexRow Row(long[] counts, ShareLevels levels)
    {
        var room = IndexRow.Padded(counts.Length);
        return new(0, counts, levels, new ushort[room], new float[room], new byte[room]);
    }

    /// <summary>A cell of agents.</summary>
    public static IndexCell Cell(IEnumerable<long[]> fleet, ShareLevels levels, int classes, int tier)
    {
        var cell = new IndexCell(classes, tier);
        foreach (var counts in fleet) cell.Add(Row(counts, levels), instant: 1);
        return cell;
    }
}
