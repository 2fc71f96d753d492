using System.Numerics;
using System.Runtime.Intrinsics;

namespace Cartel.Collaboration;

/// <summary>One search: from the groups that may be nearest to those that cannot hold any of the nearest.</summary>
internal ref struct IndexSearch(IndexQuery query, Span<NearAgent> best, long instant, Predicate<int>? allows)
{
    private const int Width = 16;

    private readonly IndexQuery _query = query;
    private readonly long[] _counts = new long[query.Counts.Length];
    private readonly List<Found> _found = [];
    private NearestAgents _nearest = new(new NearAgent[best.Length]);
    private readonly Span<NearAgent> _best = best;

    // One that may be among the nearest, as far as is known without the exact comparison.
    private readonly record struct Found(IndexCell Cell, int Lane, double Bits, double PlugIn);

    /// <summary>How many cells were looked into, and how many agents were compared exactly.</summary>
    public (int Groups, int Cells, int Agents) Work { get; private set; }

    public int Run(IndexDirectory directory)
    {
        var count = directory.Groups.Length;
        var (bits, places) = (new float[directory.Boxes.Capacity], new int[directory.Boxes.Capacity]);
        for (var first = 0; first < count; first += Width)
            directory.Boxes.AtLeast(_query, first).Bits.CopyTo(bits, first);
        for (var i = 0; i < count; i++) places[i] = i;
        Array.Sort(bits, places, 0, count);
        for (var i = 0; i < count && bits[i] <= _nearest.MostBits; i++) Look(directory.Groups[places[i]].View);
        return Settle();
    }

    private void Look(IndexGroup.Cells group)
    {
        Work = Work with { Groups = Work.Groups + 1 };
        Span<float> bits = stackalloc float[IndexGroup.MostCells];
        Span<float> plugIn = stackalloc float[IndexGroup.MostCells];
        Span<int> places = stackalloc int[IndexGroup.MostCells];
        Span<float> order = stackalloc float[IndexGroup.MostCells];
        var some = 0;
        for (var first = 0; first < group.Items.Length; first += Width)
        {
            var least = group.Boxes.AtLeast(_query, first);
            least.Bits.CopyTo(bits[first..]);
            least.PlugIn.CopyTo(plugIn[first..]);
            var end = Math.Min(first + Width, group.Items.Length);
            for (var i = first; i < end; i++)
            {
                if (bits[i] > _nearest.MostBits || plugIn[i] > _nearest.MostPlugIn) continue;
                (places[some], order[some++]) = (i, bits[i]);
            }
        }

        order[..some].Sort(places[..some]);
        for (var i = 0; i < some && order[i] <= _nearest.MostBits; i++)
        {
            if (i + 1 < some) IndexScan.Prefetch(group.Rows[places[i + 1]]);
            if (plugIn[places[i]] <= _nearest.MostPlugIn) Look(group, places[i]);
        }
    }

    private void Look(IndexGroup.Cells group, int place)
    {
        Work = Work with { Cells = Work.Cells + 1 };
        var rows = group.Rows[place];
        var end = IndexCell.EndOf(rows);
        for (var first = 0; first < end; first += Width)
        {
            var (bits, plugIn) = IndexScan.AtLeast(rows, _query, first);
            var may = Vector512.LessThanOrEqual(bits, Vector512.Create(_nearest.MostBits))
                & Vector512.LessThanOrEqual(plugIn, Vector512.Create(_nearest.MostPlugIn));
            for (var lanes = may.ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1)
            {
                var lane = BitOperations.TrailingZeroCount(lanes);
                if (bits[lane] <= _nearest.MostBits && plugIn[lane] <= _nearest.MostPlugIn) Compare(group.Items[place], first + lane);
            }
        }
    }

    private void Compare(IndexCell cell, int lane)
    {
        if (!cell.IsVisible(lane, instant)) return;

        var slot = cell.SlotOf(lane);
        if (slot > _nearest.MostSlot || allows?.Invoke(slot) == false) return;

        cell.CopyCounts(lane, _counts);
        var bracket = Bracket.Of(_query, _counts, IndexCell.AllowanceOf(cell.Rows, lane));
        if (bracket.LowBits > _nearest.MostBits || bracket.LowPlugIn > _nearest.MostPlugIn) return;

        _nearest.Offer(new(slot, new(bracket.HighPlugIn, bracket.HighBits, 0)));
        _found.Add(new(cell, lane, bracket.LowBits, bracket.LowPlugIn));
    }

    // Only those are compared exactly of whom their bounds do not tell.
    private int Settle()
    {
        var nearest = new NearestAgents(_best);
        _found.Sort(static (a, b) => a.Bits != b.Bits ? a.Bits.CompareTo(b.Bits) : a.PlugIn.CompareTo(b.PlugIn));
        foreach (var found in _found)
        {
            if (found.Bits > _nearest.MostBits || found.Bits > nearest.MostBits) break;
            if (found.PlugIn > _nearest.MostPlugIn || found.PlugIn > nearest.MostPlugIn) continue;

            Work = Work with { Agents = Work.Agents + 1 };
            found.Cell.CopyCounts(found.Lane, _counts);
            nearest.Offer(new(found.Cell.SlotOf(found.Lane), JensenShannon.Estimate(_query.Counts, _counts)));
        }

        return nearest.Count;
    }
}
