namespace Cartel.Streams;

/// <summary>One file that is rotated: renamed or copied beside itself (<c>.1</c>, <c>-20261121</c>), and begun anew.</summary>
internal sealed class Rotation(string path) : IFileOrder
{
    // Below that, what was read may be the header alone, which all have alike.
    private const int Telling = FilePlace.HeadBytes;

    private const int MostLooks = 10;

    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    private readonly RotatedNames _names = new(Path.GetFileName(path));

    private readonly record struct Found(string Path, FileId Id, long Length, long Written);

    public bool EndsWithRow => false;

    public long Readable(string path) => long.MaxValue;

    public FileRef? First() => FileId.Of(path) is { } id ? new FileRef(path, id) : null;

    public FileRef? Find(FilePlace place)
    {
        // Where little was read, all are alike: the file itself too, once it was copied and cut short. The oldest is the one.
        var candidates = All().Where(one => one.Id == place.Id || IsTelling(one, place));
        foreach (var one in place.Offset < Telling ? candidates : candidates.OrderByDescending(one => one.Id == place.Id).ThenByDescending(one => one.Written >= place.Written))
        {
            using var file = new OpenFile(one.Path);
            if (file.Id == one.Id && file.Holds(place)) return new FileRef(one.Path, one.Id);
        }

        return null;
    }

    public FileRef? AfterGone(FilePlace place)
    {
        var current = First();
        foreach (var one in All())
        {
            if (one.Id == current?.Id || one.Written > place.Written) return new FileRef(one.Path, one.Id);
        }

        return null;
    }

    public FileRef? After(OpenFile file)
    {
        var current = FileId.Of(path);
        if (current == file.Id) return null;

        var all = All();
        var at = all.FindLastIndex(one => one.Id == file.Id);
        var written = file.Written;
        var later = all.Where((one, index) => at >= 0 ? index > at : one.Id == current || one.Written > written).ToList();
        return later.Exists(static one => one.Length > 0) ? new FileRef(later[0].Path, later[0].Id) : null;
    }

    private static bool IsTelling(Found one, FilePlace place) =>
        place.Before.Length > 0 && (one.Written >= place.Written || place.Offset >= Telling);

    // From the oldest to the one that is written to; as two looks have it, for one look may fall between two renamings.
    private List<Found> All()
    {
        var all = List();
        for (var look = 0; look < MostLooks; look++)
        {
            var again = List();
            if (again.Select(static one => (one.Path, one.Id)).SequenceEqual(all.Select(static one => (one.Path, one.Id)))) return again;
            all = again;
        }

        return all;
    }

    // A file that goes while it is looked at is none.
    private List<Found> List()
    {
        var all = new List<Found>();
        foreach (var name in _names.Order(Directory.EnumerateFiles(_folder).Select(static file => Path.GetFileName(file))))
            Add(all, Path.Combine(_folder, name));
        Add(all, path);
        return all;
    }

    private static void Add(List<Found> all, string path)
    {
        if (FileId.Look(path) is { } look) all.Add(new Found(path, look.Id, look.Length, look.Written));
    }
}
