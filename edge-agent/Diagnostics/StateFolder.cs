namespace Cartel.Agent;

/// <summary>What lies in an agent's state folder.</summary>
internal static class StateFolder
{
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

    /// <summary>What is left on its disk; 0 where nobody says.</summary>
    public static long Free(string folder)
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
