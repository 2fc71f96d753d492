namespace Cartel.Streams;

/// <summary>Finds the files that a spec names: in the current folder, then in the data folder.</summary>
internal static class DataFiles
{
    public static string File(string spec, string name, string? dataFolder) => Find(spec, name, dataFolder, "file", System.IO.File.Exists);

    public static string FileOrFolder(string spec, string name, string? dataFolder) => Find(spec, name, dataFolder, "file or folder", Path.Exists);

    /// <summary>One file, or the files that a pattern with * fits, in the order of their names.</summary>
    public static IReadOnlyList<string> Files(string spec, string name, string? dataFolder)
    {
        var pattern = Path.GetFileName(name);
        if (!pattern.Contains('*', StringComparison.Ordinal)) return [File(spec, name, dataFolder)];

        var folder = Path.GetDirectoryName(name) is { Length: > 0 } given ? Folder(spec, given, dataFolder) : ".";
        string[] files = [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new DataSpecException(spec, $"no file in {folder} fits {pattern}");
    }

    public static string Folder(string spec, string name, string? dataFolder) => Find(spec, name, dataFolder, "folder", Directory.Exists);

    private static string Find(string spec, string name, string? dataFolder, string kind, Func<string, bool> exists)
    {
        if (exists(name)) return name;

        var inDataFolder = dataFolder is null ? null : Path.Combine(dataFolder, name);
        if (inDataFolder is not null && exists(inDataFolder)) return inDataFolder;

        var where = dataFolder is null
            ? $"{Path.GetFullPath(".")}; there is no data folder (CARTEL_DATA is not set)"
            : $"{Path.GetFullPath(".")} and in the data folder {dataFolder}";
        throw new DataSpecException(spec, $"there is no {kind} {name}; looked in {where}");
    }
}
