namespace Cartel.Collaboration;

/// <summary>A node of the writer's tree: a split, or a cell.</summary>
internal sealed class IndexNode
{
    /// <summary>Splits by slot, where all distributions are one.</summary>
    public const int BySlot = -1;

    public IndexCell? Cell { get; private set; }

    /// <summary>The group that its cells are in.</summary>
    public IndexGroup? Group { get; set; }

    public IndexNode? Low { get; private set; }

    public IndexNode? High { get; private set; }

    /// <summary>What it is a side of.</summary>
    public IndexNode? Parent { get; private set; }

    /// <summary>The other side.</summary>
    public IndexNode? Sibling => Parent?.Low == this ? Parent.High : Parent?.Low;

    private int _label;
    private float _share;
    private int _slot;

    public void Hold(IndexCell cell)
    {
        (Cell, Low, High) = (cell, null, null);
        cell.Node = this;
    }

    public void Divide(in IndexSplit split, IndexNode low, IndexNode high)
    {
        (Cell, Low, High) = (null, low, high);
        (low.Parent, high.Parent) = (this, this);
        (_label, _share, _slot) = (split.Label, split.Share, split.Slot);
    }

    /// <summary>Takes the place of its two sides: it becomes what one of them is.</summary>
    public void Become(IndexNode side)
    {
        Group = side.Group;
        if (side.Cell is { } cell) Hold(cell);
        else Divide(new(side._label, side._share, side._slot), side.Low!, side.High!);
    }

    /// <summary>The cell where such a row belongs.</summary>
    public IndexCell Find(in IndexRow row)
    {
        var node = this;
        while (node.Cell is null)
        {
            var low = node._label == BySlot ? row.Slot < node._slot : row.Shares[node._label] < node._share;
            node = low ? node.Low! : node.High!;
        }

        return node.Cell;
    }

    /// <summary>Any cell below.</summary>
    public IndexCell First()
    {
        var node = this;
        while (node.Cell is null) node = node.Low!;
        return node.Cell;
    }

    /// <summary>All cells below.</summary>
    public void Collect(List<IndexCell> cells)
    {
        if (Cell is { } cell)
        {
            cells.Add(cell);
            return;
        }

        Low!.Collect(cells);
        High!.Collect(cells);
    }
}
