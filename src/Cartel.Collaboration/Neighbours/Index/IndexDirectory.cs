namespace Cartel.Collaboration;

/// <summary>All groups with their boxes; a new one takes its place when a group is added.</summary>
internal sealed class IndexDirectory
{
    public static IndexDirectory Empty(int classes) => new([], new IndexBoxes(classes, 0));

    private IndexDirectory(IndexGroup[] groups, IndexBoxes boxes) => (Groups, Boxes) = (groups, boxes);

    public IndexGroup[] Groups { get; }

    public IndexBoxes Boxes { get; }

    /// <summary>The same with some groups in the place of others.</summary>
    public IndexDirectory With(int classes, ReadOnlySpan<IndexGroup> former, ReadOnlySpan<IndexGroup> added)
    {
        List<IndexGroup> groups = [.. Groups];
        foreach (var group in former) groups.Remove(group);
        groups.AddRange(added);
        var boxes = new IndexBoxes(classes, (groups.Count + 15) / 16 * 16);
        for (var i = 0; i < groups.Count; i++)
        {
            boxes.Fit(i, groups[i].View.Boxes);
            groups[i].Place = i;
        }

        return new([.. groups], boxes);
    }
}
