namespace Cartel.Collaboration;

/// <summary>Cells beside each other, with their boxes. Readers take <see cref="View"/>, which changes as one.</summary>
internal sealed class IndexGroup(int classes, int tier, IndexNode root)
{
    public const int MostCells = 64;

    /// <summary>What readers go through. Boxes are widened and narrowed in place; cells are added in a new view.</summary>
    public sealed record Cells(IndexCell[] Items, IndexBoxes Boxes);

    private Cells _view = new([], new IndexBoxes(classes, 0));

    public Cells View => Volatile.Read(ref _view);

    /// <summary>Whose samples are about as many.</summary>
    public int Tier => tier;

    /// <summary>The top of its cells in the writer's tree.</summary>
    public IndexNode Root => root;

    /// <summary>Its place in the directory.</summary>
    public int Place { get; set; }

    /// <summary>Takes all cells below the root, each box as narrow as may be.</summary>
    public void Gather()
    {
        var cells = new List<IndexCell>();
        root.Collect(cells);
        var boxes = new IndexBoxes(classes, Padded(cells.Count));
        for (var i = 0; i < cells.Count; i++)
        {
            boxes.Fit(i, cells[i]);
            (cells[i].Node.Group, cells[i].Place) = (this, i);
        }

        Volatile.Write(ref _view, new Cells([.. cells], boxes));
    }

    /// <summary>Puts two cells in the place of one.</summary>
    public void Replace(IndexCell former, IndexCell low, IndexCell high)
    {
        var (count, place) = (View.Items.Length, former.Place);
        IndexCell[] items = [.. View.Items, high];
        items[place] = low;
        var boxes = new IndexBoxes(classes, Padded(count + 1));
        for (var i = 0; i < count; i++) boxes.Copy(i, View.Boxes, i);
        boxes.Fit(place, low);
        boxes.Fit(count, high);
        (low.Place, high.Place, low.Node.Group, high.Node.Group) = (place, count, this, this);
        Volatile.Write(ref _view, new Cells(items, boxes));
    }

    // Sixteen are bounded at once.
    private static int Padded(int count) => (count + 15) / 16 * 16;
}
