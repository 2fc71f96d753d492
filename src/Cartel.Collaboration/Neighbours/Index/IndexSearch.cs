using System.Numerics;
using System.Runtime.Intrinsics;

namespace Cartel.Collaboration;

/// <summary>One search: from the groups that may be nearest to those that cannot hold any of the nearest.</summary>
internal ref struct IndexSearch(IndexQuery query, Span<NearAgent> best, long instant, Predicate<int>? allows)
{
    private const int Width = 16;

    private readonly IndexQuery _query = query;
    private readonly long[] _counts = new long[query.Counts.Length];
    private NearestAgents _nearest = new(best);

    /// <summary>How many cells were looked into, and how many agents were compared exactly.</summary>
    public (int Cells, int Agents) Work { get; private set; }

    public int Run(IndexDirectory directory)
    {
        var count = directory.Groups.Length;
        var (bits, places) = (new float[directory.Boxes.Capacity], new int[directory.Boxes.Capacity]);
        for (var first = 0; first < count; first += Width)
            directory.Boxes.AtLeast(_query, first).Bits.CopyTo(bits, first);
        for (var i = 0; i < count; i++) places[i] = i;
        Array.Sort(bits, places, 0, count);
        for (var i = 0; i < count && bits[i] <= _nearest.MostBits; i++) Look(directory.Groups[places[i]].View);
        return _nearest.Count;
    }

    private void Look(IndexGroup.Cells group)
    {
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
            if (plugIn[places[i]] <= _nearest.MostPlugIn) Look(group.Items[places[i]]);
        }
    }

    private void Look(IndexCell cell)
    {
        Work = (Work.Cells + 1, Work.Agents);
        var end = cell.End;
        for (var first = 0; first < end; first += Width)
        {
            var (bits, plugIn) = IndexScan.AtLeast(cell, _query, first);
            var may = Vector512.LessThanOrEqual(bits, Vector512.Create(_nearest.MostBits))
                & Vector512.LessThanOrEqual(plugIn, Vector512.Create(_nearest.MostPlugIn));
            for (var lanes = may.ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1)
            {
                var lane = BitOperations.TrailingZeroCount(lanes);
                if (bits[lane] <= _nearest.MostBits && plugIn[lane] <= _nearest.MostPlugIn) Compare(cell, first + lane);
            }
        }
    }

    private void Compare(IndexCell cell, int lane)
    {
        if (!cell.IsVisible(lane, instant)) return;

        var slot = cell.Slots[lane];
        if (slot > _nearest.MostSlot || allows?.Invoke(slot) == false) return;

        Work = (Work.Cells, Work.Agents + 1);
        cell.CopyCounts(lane, _counts);
        _nearest.Offer(new(slot, JensenShannon.Estimate(_query.Counts, _counts)));
    }
}
