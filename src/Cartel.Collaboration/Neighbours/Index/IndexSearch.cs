using System.Numerics;
using System.Runtime.Intrinsics;

namespace Cartel.Collaboration;

/// <summary>One search: from the groups that may be nearest to those that cannot hold any of the nearest.</summary>
internal ref struct IndexSearch(IndexQuery query, IndexSieve sieve, Span<NearAgent> best, long instant, Predicate<int>? allows)
{
    private const int Width = 16;

    // Later on nearly all that can be found is; the order of cells tells no more.
    private const int SortedGroups = 4;

    // So many cells in advance memory is asked for.
    private const int Ahead = 4;

    private readonly IndexQuery _query = query;
    private readonly long[] _counts = new long[query.Counts.Length];
    private readonly List<Found> _found = [];
    private NearestAgents _nearest = new(new NearAgent[best.Length]);
    private readonly Span<NearAgent> _best = best;
    private Passed _passed;

    // One that may be among the nearest, as far as is known without the exact comparison.
    private readonly record struct Found(IndexCell Cell, int Lane, double Bits, double PlugIn);

    // Lanes of a cell that may be near enough.
    private readonly record struct Passed(IndexGroup.Cells Group, int Place, ulong Lanes);

    /// <summary>How many cells were looked into, and how many agents were compared exactly.</summary>
    public (int Groups, int Boxes, int Cells, int Rows, int Agents) Work { get; private set; }

    public int Run(IndexDirectory directory)
    {
        sieve.Begin(_query);
        var count = directory.Groups.Length;
        var (bits, places) = (new float[directory.Boxes.Capacity], new int[directory.Boxes.Capacity]);
        for (var first = 0; first < count; first += Width)
            directory.Boxes.AtLeast(_query, first).Bits.CopyTo(bits, first);
        for (var i = 0; i < count; i++) places[i] = i;
        Array.Sort(bits, places, 0, count);
        for (var i = 0; i < count && bits[i] <= _nearest.MostBits; i++)
        {
            if (i + 1 < count) directory.Groups[places[i + 1]].View.Boxes.Prefetch();
            Look(directory.Groups[places[i]].View);
        }

        return Settle();
    }

    private void Look(IndexGroup.Cells group)
    {
        Work = Work with { Groups = Work.Groups + 1, Boxes = Work.Boxes + group.Items.Length };
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

        if (Work.Groups <= SortedGroups) order[..some].Sort(places[..some]);
        for (var i = 0; i < some; i++)
        {
            if (i + Ahead < some) group.Codes[places[i + Ahead]].Prefetch();
            if (order[i] <= _nearest.MostBits && plugIn[places[i]] <= _nearest.MostPlugIn) Look(group, places[i]);
        }

        Compare(default);
    }

    private void Look(IndexGroup.Cells group, int place)
    {
        Work = Work with { Cells = Work.Cells + 1 };
        var codes = group.Codes[place];
        var lanes = sieve.IsReady ? sieve.Pass(codes) : codes.Used;
        if (lanes == 0) return;

        for (var rest = lanes; rest != 0; rest &= rest - 1) group.Rows[place].Prefetch(BitOperations.TrailingZeroCount(rest));
        Compare(new(group, place, lanes));
    }

    // While the rows of these come, those of the cell before are compared.
    private void Compare(Passed next)
    {
        var (group, place, lanes) = _passed;
        _passed = next;
        for (; lanes != 0; lanes &= lanes - 1) Compare(group, place, BitOperations.TrailingZeroCount(lanes));
    }

    private void Compare(IndexGroup.Cells group, int place, int lane)
    {
        var rows = group.Rows[place];
        if (!rows.IsVisible(lane, instant)) return;

        Work = Work with { Rows = Work.Rows + 1 };
        var (bits, plugIn) = RowBound.AtLeast(rows, lane, _query);
        if (bits > _nearest.MostBits || plugIn > _nearest.MostPlugIn) return;

        var cell = group.Items[place];
        var slot = rows.SlotOf(lane);
        if (slot > _nearest.MostSlot || allows?.Invoke(slot) == false) return;

        cell.CopyCounts(lane, _counts);
        var bracket = Bracket.Of(_query, _counts);
        if (bracket.LowBits > _nearest.MostBits || bracket.LowPlugIn > _nearest.MostPlugIn) return;

        _nearest.Offer(new(slot, new(bracket.HighPlugIn, bracket.HighBits, 0)));
        _found.Add(new(cell, lane, bracket.LowBits, bracket.LowPlugIn));
        if (_nearest.MostBits < float.PositiveInfinity) sieve.Limit(_nearest.MostBits, _nearest.MostPlugIn);
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
            nearest.Offer(new(found.Cell.Rows.SlotOf(found.Lane), JensenShannon.Estimate(_query.Counts, _counts)));
        }

        return nearest.Count;
    }
}
