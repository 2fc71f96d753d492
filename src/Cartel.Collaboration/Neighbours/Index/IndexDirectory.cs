namespace Cartel.Collaboration;

/// <summary>All groups with their boxes; a new one takes its place when a group is added.</summary>
internal sealed class IndexDirectory
{
    public static IndexDirectory Empty(int classes) => new([], new IndexBoxes(classes, 0));

    private IndexDirectory(IndexGroup[] groups, IndexBoxes boxes) => (Groups, Boxes) = (groups, boxes);

    public IndexGroup[] Groups { get; }

    public IndexBoxes Boxes { get; }

    /// <summary>The same with more groups, or with two in the place of one.</summary>
    public IndexDirectory With(int classes, IndexGroup? former, params ReadOnlySpan<IndexGroup> added)
    {
        List<IndexGroup> groups = [.. Groups];
        if (former is not null) groups.RemoveAt(former.Place);
        groups.AddRange(added);
        var boxes = new IndexBoxes(classes, (groups.Count + 15) / 16 * 16);
        for (var i = 0; i < groups.Count; i++)
        {
            var view = groups[i].View;
            boxes.Fit(i, view.Boxes, view.Items.Length);
            groups[i].Place = i;
        }

        return new([.. groups], boxes);
    }
}
