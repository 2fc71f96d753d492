using System.Collections;
using Cartel.Registry.Store;

namespace Cartel.Registry.Replica;

/// <summary>Cells in the ordinal order of their names. Never changed: with another cell it is another, which shares most of this one.</summary>
/// <remarks>Blocks of at most 512 cells: to add or remove one copies one block and the list of blocks, some 6 kB in a fleet of 100,000.</remarks>
internal sealed class NameOrder : IReadOnlyList<StoredAgent>
{
    public static readonly NameOrder Empty = new([]);

    private const int MostInBlock = 512;

    private readonly AgentCell[][] _blocks;
    private readonly int[] _starts;

    private NameOrder(AgentCell[][] blocks)
    {
        _blocks = blocks;
        _starts = new int[blocks.Length];
        for (var i = 0; i < blocks.Length; i++)
        {
            _starts[i] = Count;
            Count += blocks[i].Length;
        }
    }

    public int Count { get; }

    public StoredAgent this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            var block = Array.BinarySearch(_starts, index);
            if (block < 0) block = ~block - 1;
            return _blocks[block][index - _starts[block]].Agent;
        }
    }

    /// <summary>How many names come before one, or are it.</summary>
    public int CountUpTo(string name)
    {
        if (_blocks.Length == 0) return 0;

        var block = BlockOf(name);
        var place = PlaceOf(_blocks[block], name);
        return _starts[block] + (place < 0 ? ~place : place + 1);
    }

    /// <summary>The same with one more, whose name is not in it yet.</summary>
    public NameOrder With(AgentCell cell)
    {
        if (_blocks.Length == 0) return new([[cell]]);

        var at = BlockOf(cell.Name);
        var block = _blocks[at];
        AgentCell[] grown = [.. block.AsSpan(0, ~PlaceOf(block, cell.Name)), cell, .. block.AsSpan(~PlaceOf(block, cell.Name))];
        return grown.Length <= MostInBlock
            ? Replace(at, grown)
            : Replace(at, grown[..(grown.Length / 2)], grown[(grown.Length / 2)..]);
    }

    /// <summary>The same without one that is in it.</summary>
    public NameOrder Without(string name)
    {
        var at = BlockOf(name);
        AgentCell[] rest = [.. _blocks[at].Where(cell => cell.Name != name)];
        return rest.Length > 0 ? Replace(at, rest) : Replace(at);
    }

    public IEnumerator<StoredAgent> GetEnumerator()
    {
        foreach (var block in _blocks)
        {
            foreach (var cell in block) yield return cell.Agent;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private NameOrder Replace(int at, params ReadOnlySpan<AgentCell[]> by) => new([.. _blocks.AsSpan(0, at), .. by, .. _blocks.AsSpan(at + 1)]);

    // The last block that begins at a name or before it.
    private int BlockOf(string name)
    {
        var (low, high) = (0, _blocks.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (string.CompareOrdinal(_blocks[middle][0].Name, name) <= 0) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    private static int PlaceOf(AgentCell[] block, string name)
    {
        var (low, high) = (0, block.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(block[middle].Name, name);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }
}
