using Cartel.Testing;

namespace Cartel.Architecture.Tests;

/// <summary>The files that people write: what a build generates does not count.</summary>
internal static class Tree
{
    /// <summary>The folders of products, as opposed to tests and documents.</summary>
    public static readonly string[] ProductFolders = ["src", "edge-agent", "registry"];

    private static readonly HashSet<string> Generated = [".git", ".vs", ".idea", ".cartel", "artifacts", "node_modules", "wwwroot", "dist", "TestResults"];

    /// <summary>Paths relative to the root, with forward slashes, of the files in a folder that match a pattern.</summary>
    public static IEnumerable<string> Files(string pattern, string folder = ".") => In(new DirectoryInfo(Path.Combine(Repository.Root, folder)), pattern)
        .Select(static file => Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/'));

    /// <summary>Those in the folders of products.</summary>
    public static IEnumerable<string> ProductFiles(string pattern) => ProductFolders.SelectMany(folder => Files(pattern, folder));

    /// <summary>The text of a file of the repository.</summary>
    public static string Read(string relative) => File.ReadAllText(Path.Combine(Repository.Root, relative));

    private static IEnumerable<FileInfo> In(DirectoryInfo folder, string pattern) => folder.GetFiles(pattern)
        .Concat(folder.GetDirectories().Where(static sub => !Generated.Contains(sub.Name)).SelectMany(sub => In(sub, pattern)));
}
