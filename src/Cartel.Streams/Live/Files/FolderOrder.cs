namespace Cartel.Streams;

/// <summary>The files of a folder that fit a pattern, in the order of their names; the last one may grow.</summary>
internal class FolderOrder(string folder, string pattern, TimeProvider time, Gaps gaps) : IFileOrder
{
    // Between two files that are there already nobody needs a fresh list; a folder may hold a hundred thousand.
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private List<string> _names = [];
    private long? _listedAt;

    public bool EndsWithRow => true;

    public virtual long Readable(string path) => long.MaxValue;

    public FileRef? First() => FirstAfter("");

    public FileRef? Find(FilePlace place)
    {
        var path = Path.Combine(folder, place.Name);
        if (!File.Exists(path)) return null;

        using var file = new OpenFile(path);
        return file.Holds(place) ? new FileRef(path, file.Id) : null;
    }

    // A file of its name that does not hold what was read of it was cut short, and is begun anew.
    public FileRef? AfterGone(FilePlace place) => RefTo(place.Name) ?? FirstAfter(place.Name);

    public FileRef? After(OpenFile file)
    {
        var name = Path.GetFileName(file.Path);
        if (!Later(name).Any()) List(name);
        return Later(name).Any(one => new FileInfo(Path.Combine(folder, one)) is { Exists: true, Length: > 0 }) ? FirstAfter(name) : null;
    }

    private FileRef? FirstAfter(string name)
    {
        if (_listedAt is not { } at || time.GetElapsedTime(at) > FreshFor) List(name);
        foreach (var later in Later(name))
        {
            if (RefTo(later) is { } file) return file;
        }

        return null;
    }

    private FileRef? RefTo(string name)
    {
        var path = Path.Combine(folder, name);
        return FileId.Of(path) is { } id ? new FileRef(path, id) : null;
    }

    private IEnumerable<string> Later(string name)
    {
        var at = _names.BinarySearch(name, StringComparer.Ordinal);
        for (var i = at < 0 ? ~at : at + 1; i < _names.Count; i++) yield return _names[i];
    }

    private void List(string current)
    {
        List<string> names = [.. Directory.EnumerateFiles(folder, pattern).Select(static path => Path.GetFileName(path)).Where(static name => name[0] != '.').Order(StringComparer.Ordinal)];
        if (_listedAt is not null)
        {
            var late = names.Count(name => string.CompareOrdinal(name, current) < 0 && _names.BinarySearch(name, StringComparer.Ordinal) < 0);
            if (late > 0) gaps.Add(Gaps.Late, late);
        }

        _names = names;
        _listedAt = time.GetTimestamp();
    }
}
