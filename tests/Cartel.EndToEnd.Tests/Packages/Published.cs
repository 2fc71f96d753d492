using Cartel.Testing;

namespace Cartel.EndToEnd.Tests.Packages;

/// <summary>What <c>./cartel publish</c> makes of these sources; made once for all tests.</summary>
internal static class Published
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(12);
    private static readonly Lazy<Task<string>> Made = new(MakeAsync);

    /// <summary>What they are called here.</summary>
    public const string Version = "1.2.3+test";

    /// <summary>The folder that they lie in.</summary>
    public static Task<string> FolderAsync() => Made.Value;

    /// <summary>Publishes into a folder, without compiling ahead: that takes minutes on two cores, and changes nothing but speed.</summary>
    public static async Task IntoAsync(string folder)
    {
        using var run = CartelProgram.Start("cartel.dll", Path.GetTempPath(), "publish", "--out", folder, "--as", Version, "--jit");
        Assert.That(await run.EndAsync(Patience), Is.Zero, run.Errors);
    }

    private static async Task<string> MakeAsync()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("dpkg and the program that it installs are for Linux");

        var folder = Path.Combine(Repository.Root, "artifacts", "publish-test");
        await IntoAsync(folder);
        return folder;
    }
}
