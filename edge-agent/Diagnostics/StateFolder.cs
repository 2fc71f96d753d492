namespace Cartel.Agent;

/// <summary>What lies in an agent's state folder.</summary>
internal static class StateFolder
{
    private const string Checkpoint = "agent.db";

    /// <summary>How old the checkpoint is, and what the folder takes.</summary>
    public static CheckpointStatus Look(string folder, DateTimeOffset now)
    {
        var files = Files(folder);
        var written = files.Where(static file => file.Name.StartsWith(Checkpoint, StringComparison.Ordinal)).Select(static file => file.LastWriteTimeUtc).DefaultIfEmpty().Max();
        var free = Free(folder);
        return new CheckpointStatus(
            Path.GetFullPath(folder), written == default ? null : Math.Max(0, (now.UtcDateTime - written).TotalSeconds), files.Sum(static file => file.Length), free);
    }

    /// <summary>Its files; those that go meanwhile are left out.</summary>
    public static IReadOnlyList<FileInfo> Files(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Where(static file => file.Exists)];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static long Free(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return 0;
        }
    }
}
