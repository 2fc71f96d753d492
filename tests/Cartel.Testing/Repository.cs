namespace Cartel.Testing;

/// <summary>Where the repository and the real data lie.</summary>
public static class Repository
{
    /// <summary>The folder of <c>Cartel.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of real data sets (<c>CARTEL_DATA</c>), or null on a machine that has none.</summary>
    public static string? Data { get; } = Environment.GetEnvironmentVariable("CARTEL_DATA") is { Length: > 0 } folder && Directory.Exists(folder)
        ? Path.GetFullPath(folder)
        : null;

    /// <summary>A real data file, or the test is skipped and says why.</summary>
    public static string DataFile(string relative)
    {
        var path = Data is null ? null : Path.Combine(Data, relative);
        if (path is null || !Path.Exists(path)) NUnit.Framework.Assert.Ignore($"CARTEL_DATA has no {relative}: this test needs the real data set.");
        return path!;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Cartel.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Cartel.sln is in no folder above the tests.");
    }
}
