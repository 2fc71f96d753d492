namespace Cartel.Collaboration;

/// <summary>Cells beside each other, with their boxes. Readers take <see cref="View"/>, which changes as one.</summary>
internal sealed class IndexGroup(int classes, IndexNode root)
{
    public const int MostCells = 64;

    /// <summary>What readers go through. Boxes are widened and narrowed in place; cells are added in a new view.</summary>
    public sealed record Cells(IndexCell[] Items, IndexBoxes Boxes)
    {
        /// <summary>What is looked at first of the cells, to be had without a look at them.</summary>
        public CellCodes[] Codes { get; } = [.. Items.Select(static item => item.Codes)];

        public CellRows[] Rows { get; } = [.. Items.Select(static item => item.Rows)];
    }

    private Cells _view = new([], new IndexBoxes(classes, 0));

    public Cells View => Volatile.Read(ref _view);

    /// <summary>The top of its cells in the writer's tree.</summary>
    public IndexNode Root { get; set; } = root;

    /// <summary>Its place in the directory.</summary>
    public int Place { get; set; }

    /// <summary>Takes all cells below the root, each box as narrow as may be.</summary>
    public void Gather()
    {
        var cells = new List<IndexCell>();
        Root.Collect(cells);
        var boxes = new IndexBoxes(classes, Padded(cells.Count));
        for (var i = 0; i < cells.Count; i++)
        {
            cells[i].Box.Fit(cells[i]);
            boxes.Fit(i, cells[i].Box);
            (cells[i].Node!.Group, cells[i].Place) = (this, i);
        }

        Volatile.Write(ref _view, new Cells([.. cells], boxes));
    }

    /// <summary>Puts some cells in the place of others.</summary>
    public void Replace(ReadOnlySpan<IndexCell> former, ReadOnlySpan<IndexCell> added)
    {
        List<IndexCell> items = [.. View.Items];
        foreach (var cell in former) items.Remove(cell);
        items.AddRange(added);
        var boxes = new IndexBoxes(classes, Padded(items.Count));
        foreach (var cell in added) cell.Box.Fit(cell);
        for (var i = 0; i < items.Count; i++)
        {
            boxes.Fit(i, items[i].Box);
            (items[i].Place, items[i].Node!.Group) = (i, this);
        }

        Volatile.Write(ref _view, new Cells([.. items], boxes));
    }

    // Sixteen are bounded at once.
    private static int Padded(int count) => (count + 15) / 16 * 16;
}
