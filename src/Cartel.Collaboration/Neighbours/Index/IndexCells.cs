using System.Numerics;

namespace Cartel.Collaboration;

/// <summary>The writer's side of an index: which cell an agent is in, and how cells are cut.</summary>
/// <remarks>Agents with many and with few samples lie in trees of their own, since a box can promise no less bias than its
/// agent of the fewest samples has. Called by one thread at a time.</remarks>
internal sealed class IndexCells(int classes, Readers readers, Action<IndexDirectory> publish)
{
    // Samples from which on a tree begins: each half the noise of the one before, or a quarter.
    private static readonly double[] Tiers = [16, 64, 256, 1024];

    // A cell with more agents than this is cut when it is full.
    private const int ManyAgents = 44;

    private readonly IndexNode?[] _roots = new IndexNode?[Tiers.Length + 1];
    private readonly List<IndexCell?> _byId = [];
    private readonly Stack<int> _freeIds = [];
    private IndexDirectory _directory = IndexDirectory.Empty(classes);
    private int[] _places = [];

    /// <summary>Adds an agent or replaces its counts, seen from an instant on.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Put(in IndexRow row, long instant)
    {
        if (row.Slot >= _places.Length) Array.Resize(ref _places, Math.Max(row.Slot + 1, 2 * _places.Length));
        var cell = WithRoom(Home(row), row);
        var group = cell.Node.Group!;
        _directory.Boxes.Widen(group.Place, row);
        group.View.Boxes.Widen(cell.Place, row);
        var lane = cell.Add(row, instant);
        // Only now: to make room may have moved its former row.
        var former = _places[row.Slot];
        if (former != 0) CellOf(former).Kill(LaneOf(former), instant);
        _places[row.Slot] = PlaceOf(cell, lane);
        return former == 0;
    }

    /// <summary>Takes an agent out from an instant on.</summary>
    public bool Remove(int slot, long instant)
    {
        if (slot < 0 || slot >= _places.Length || _places[slot] == 0) return false;
        CellOf(_places[slot]).Kill(LaneOf(_places[slot]), instant);
        _places[slot] = 0;
        return true;
    }

    // Where it is already, if that fits; else where the tree says.
    private IndexCell Home(in IndexRow row)
    {
        var tier = TierOf(row.Noise);
        if (_places[row.Slot] is > 0 and var place && CellOf(place) is var cell && cell.Node.Group is { } group
            && group.Tier == tier && group.View.Boxes.Holds(cell.Place, row))
        {
            return cell;
        }

        return Root(tier).Find(row);
    }

    private static int TierOf(float noise)
    {
        var samples = noise > 0 ? 1 + 1 / (4 * Math.Log(2) * noise) : 1;
        var tier = 0;
        while (tier < Tiers.Length && samples >= Tiers[tier]) tier++;
        return tier;
    }

    private IndexNode Root(int tier)
    {
        if (_roots[tier] is { } known) return known;

        var root = new IndexNode();
        root.Hold(NewCell());
        var group = new IndexGroup(classes, tier, root);
        group.Gather();
        Publish(_directory.With(classes, former: null, group));
        return _roots[tier] = root;
    }

    private IndexCell WithRoom(IndexCell cell, in IndexRow row)
    {
        while (!cell.HasRoom)
        {
            cell.Free(readers.Oldest());
            Narrow(cell);
            if (BitOperations.PopCount(cell.Used) <= ManyAgents) break;

            var node = cell.Node;
            Cut(cell);
            cell = node.Find(row);
            // Former rows of one and the same agent, which somebody still reads, may fill a cell alone.
            var other = node.Low!.Cell == cell ? node.High!.Cell! : node.Low.Cell!;
            if (!cell.HasRoom) cell = other;
        }

        return cell;
    }

    private void Narrow(IndexCell cell)
    {
        var group = cell.Node.Group!;
        group.View.Boxes.Fit(cell.Place, cell);
        _directory.Boxes.Fit(group.Place, group.View.Boxes, group.View.Items.Length);
    }

    private void Cut(IndexCell cell)
    {
        var split = IndexSplit.Of(cell, classes);
        var (low, high) = (NewCell(), NewCell());
        for (var used = cell.Used; used != 0; used &= used - 1)
        {
            var from = BitOperations.TrailingZeroCount(used);
            var to = split.IsLow(cell, from) ? low : high;
            var lane = to.Add(cell, from);
            if (cell.IsAlive(from)) _places[cell.Slots[from]] = PlaceOf(to, lane);
        }

        var (node, group) = (cell.Node, cell.Node.Group!);
        var (left, right) = (new IndexNode(), new IndexNode());
        left.Hold(low);
        right.Hold(high);
        node.Divide(split, left, right);
        group.Replace(cell, low, high);
        Drop(cell);
        if (group.View.Items.Length == IndexGroup.MostCells) Cut(group);
    }

    private void Cut(IndexGroup group)
    {
        var (low, high) = (new IndexGroup(classes, group.Tier, group.Root.Low!), new IndexGroup(classes, group.Tier, group.Root.High!));
        low.Gather();
        high.Gather();
        Publish(_directory.With(classes, group, low, high));
    }

    private void Publish(IndexDirectory directory)
    {
        _directory = directory;
        publish(directory);
    }

    private IndexCell NewCell()
    {
        if (!_freeIds.TryPop(out var id))
        {
            id = _byId.Count;
            _byId.Add(null);
        }

        var cell = new IndexCell(classes, id);
        _byId[id] = cell;
        return cell;
    }

    private void Drop(IndexCell cell)
    {
        _byId[cell.Id] = null;
        _freeIds.Push(cell.Id);
    }

    // A place is never 0, so that 0 says that there is none.
    private static int PlaceOf(IndexCell cell, int lane) => cell.Id * IndexCell.Lanes + lane + 1;

    private static int LaneOf(int place) => (place - 1) % IndexCell.Lanes;

    private IndexCell CellOf(int place) => _byId[(place - 1) / IndexCell.Lanes]!;
}
