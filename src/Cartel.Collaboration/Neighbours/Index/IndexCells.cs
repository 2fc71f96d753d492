using System.Numerics;

namespace Cartel.Collaboration;

/// <summary>The writer's side of an index: which cell an agent is in, and how cells are cut.</summary>
/// <remarks>Agents with many and with few samples lie in trees of their own, since a box can promise no less bias than its
/// agent of the fewest samples has. Called by one thread at a time.</remarks>
internal sealed class IndexCells(int classes, Readers readers, Action<IndexDirectory> publish)
{
    // A cell with more agents than this is cut when it is full.
    private const int ManyAgents = 52;

    // A cell with no more is joined with the one beside it, if both have this much room.
    private const int FewAgents = 12;
    private const int JoinedAgents = 40;

    // Clearing a cell of what ended does not narrow its box if nothing widened it; what has left is noticed now and then.
    private const int ClearingsPerFit = 4;

    private readonly IndexNode?[] _roots = new IndexNode?[SampleOctaves.Tiers];
    private readonly Queue<IndexCell> _sparse = [];
    private int _clearings;
    private IndexDirectory _directory = IndexDirectory.Empty(classes);
    private Place[] _places = [];

    private record struct Place(IndexCell? Cell, int Lane);

    /// <summary>How many cells there are.</summary>
    public int Count { get; private set; }

    /// <summary>Has what a change of an agent needs fetched. Called by anybody at any time: what it sees may be outdated.</summary>
    public void Prefetch(int slot)
    {
        var places = Volatile.Read(ref _places);
        if (slot < places.Length && places[slot] is { Cell: { } cell, Lane: var lane }) cell.PrefetchChange(lane % IndexCell.Lanes);
    }

    /// <summary>Adds an agent or replaces its counts, seen from an instant on.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Put(in IndexRow row, long instant)
    {
        // First of all: what ends with this change is still seen by whoever comes in meanwhile.
        if (_sparse.Count > 0) Tidy(_sparse.Dequeue());
        if (row.Slot >= _places.Length) Array.Resize(ref _places, Math.Max(row.Slot + 1, 2 * _places.Length));
        var cell = WithRoom(Home(row), row);
        if (!cell.Box.Holds(row)) Widen(cell, row);
        var lane = cell.Add(row, instant);
        // Only now: to make room may have moved its former row.
        var former = _places[row.Slot];
        _places[row.Slot] = new(cell, lane);
        if (former.Cell is not null) Kill(former, instant);
        return former.Cell is null;
    }

    /// <summary>Takes an agent out from an instant on.</summary>
    public bool Remove(int slot, long instant)
    {
        if (slot < 0 || slot >= _places.Length || _places[slot].Cell is null) return false;
        if (_sparse.Count > 0) Tidy(_sparse.Dequeue());
        Kill(_places[slot], instant);
        _places[slot] = default;
        return true;
    }

    private void Kill(Place place, long instant)
    {
        var cell = place.Cell!;
        cell.Kill(place.Lane, instant);
        if (cell.Agents <= FewAgents && cell.Agents % 4 == 0 && cell.Node!.Parent is not null) _sparse.Enqueue(cell);
    }

    private void Widen(IndexCell cell, in IndexRow row)
    {
        var group = cell.Node!.Group!;
        _directory.Boxes.Widen(group.Place, row);
        group.View.Boxes.Widen(cell.Place, row);
        cell.Box.Widen(row);
    }

    // Where it is already, if that fits; else where the tree says.
    private IndexCell Home(in IndexRow row)
    {
        var tier = SampleOctaves.TierOf(row.Octave);
        if (_places[row.Slot].Cell is { } cell && cell.Tier == tier && cell.Box.Holds(row)) return cell;

        return Root(tier).Find(row);
    }

    private IndexNode Root(int tier)
    {
        if (_roots[tier] is { } known) return known;

        var root = new IndexNode();
        root.Hold(NewCell(tier));
        var group = new IndexGroup(classes, root);
        group.Gather();
        Publish(_directory.With(classes, [], [group]));
        return _roots[tier] = root;
    }

    private IndexCell WithRoom(IndexCell cell, in IndexRow row)
    {
        while (!cell.HasRoom)
        {
            cell.Free(readers.Oldest());
            if (cell.Box.IsWidened || ++_clearings % ClearingsPerFit == 0) Narrow(cell);
            if (BitOperations.PopCount(cell.Used) <= ManyAgents) break;

            var node = cell.Node!;
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
        var group = cell.Node!.Group!;
        cell.Box.Fit(cell);
        group.View.Boxes.Fit(cell.Place, cell.Box);
        _directory.Boxes.Fit(group.Place, group.View.Boxes);
    }

    private void Cut(IndexCell cell)
    {
        var split = IndexSplit.Of(cell, classes);
        var (low, high) = (NewCell(cell.Tier), NewCell(cell.Tier));
        for (var used = cell.Used; used != 0; used &= used - 1)
        {
            var lane = BitOperations.TrailingZeroCount(used);
            Move(cell, lane, split.IsLow(cell, lane) ? low : high);
        }

        var (node, group) = (cell.Node!, cell.Node!.Group!);
        var (left, right) = (new IndexNode(), new IndexNode());
        left.Hold(low);
        right.Hold(high);
        node.Divide(split, left, right);
        group.Replace([cell], [low, high]);
        Drop(cell);
        if (group.View.Items.Length == IndexGroup.MostCells) Cut(group);
    }

    private void Move(IndexCell from, int lane, IndexCell to)
    {
        var taken = to.Add(from, lane);
        if (from.IsAlive(lane)) _places[from.Rows.SlotOf(lane)] = new(to, taken);
    }

    private void Cut(IndexGroup group)
    {
        var (low, high) = (new IndexGroup(classes, group.Root.Low!), new IndexGroup(classes, group.Root.High!));
        low.Gather();
        high.Gather();
        Publish(_directory.With(classes, [group], [low, high]));
    }

    // Whatever became of it since: an empty cell goes, one with few agents joins the one beside it.
    private void Tidy(IndexCell cell)
    {
        if (cell.Agents > FewAgents || cell.Node is not { Parent: { } parent, Sibling: { } sibling }) return;

        cell.Free(readers.Oldest());
        if (cell.Used == 0) Splice(cell, parent, sibling);
        else if (sibling.Cell is { } other && cell.Agents + other.Agents <= JoinedAgents) Join(cell, other, parent);
        else if (cell.Agents == 0) _sparse.Enqueue(cell);
    }

    private void Splice(IndexCell cell, IndexNode parent, IndexNode sibling)
    {
        var (group, beside) = (cell.Node!.Group!, sibling.First().Node!.Group!);
        parent.Become(sibling);
        if (beside.Root == sibling) beside.Root = parent;
        if (beside == group) group.Replace([cell], []);
        else Publish(_directory.With(classes, [group], []));
        Drop(cell);
        Join(beside);
    }

    private void Join(IndexCell cell, IndexCell other, IndexNode parent)
    {
        other.Free(readers.Oldest());
        if (cell.Node!.Group != other.Node!.Group) Join(cell.Node!.Group!);
        if (cell.Node!.Group != other.Node!.Group || BitOperations.PopCount(cell.Used) + BitOperations.PopCount(other.Used) > ManyAgents) return;

        var (joined, group) = (NewCell(cell.Tier), cell.Node!.Group!);
        foreach (var from in (ReadOnlySpan<IndexCell>)[cell, other])
        {
            for (var used = from.Used; used != 0; used &= used - 1) Move(from, BitOperations.TrailingZeroCount(used), joined);
            Drop(from);
        }

        parent.Hold(joined);
        group.Replace([cell, other], [joined]);
        Join(group);
    }

    // Two groups of few cells, the sides of one node, become one.
    private void Join(IndexGroup group)
    {
        if (group.Root is not { Parent: { } parent, Sibling: { } sibling } || sibling.First().Node!.Group is not { } beside || beside.Root != sibling
            || group.View.Items.Length + beside.View.Items.Length > IndexGroup.MostCells / 2)
        {
            return;
        }

        var joined = new IndexGroup(classes, parent);
        joined.Gather();
        Publish(_directory.With(classes, [group, beside], [joined]));
    }

    private void Publish(IndexDirectory directory)
    {
        _directory = directory;
        publish(directory);
    }

    private IndexCell NewCell(int tier)
    {
        Count++;
        return new IndexCell(classes, tier);
    }

    private void Drop(IndexCell cell)
    {
        Count--;
        cell.Node = null;
    }
}
