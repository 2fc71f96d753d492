namespace Cartel.Streams;

/// <summary>Finds the files that a spec names: in the current folder, then in the data folder.</summary>
internal static class DataFiles
{
    public static string File(string spec, string name, string? dataFolder) => Find(spec, name, dataFolder, "file", System.IO.File.Exists);

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
