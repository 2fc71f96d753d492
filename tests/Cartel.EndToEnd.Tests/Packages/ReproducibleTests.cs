using Cartel.Testing;

namespace Cartel.EndToEnd.Tests.Packages;

/// <summary>Two checkouts of the last commit in different folders, built from nothing.</summary>
internal sealed class ReproducibleTests : FolderTest
{
    private const string Wanted = "CARTEL_PUBLISH_TWICE";

    [Test]
    public async Task The_same_commit_gives_the_same_bytes_in_any_folder()
    {
        if (Environment.GetEnvironmentVariable(Wanted) is not { Length: > 0 }) Assert.Ignore($"builds everything twice, for minutes: set {Wanted}=1 (docs/agent.md)");

        Assert.That(await PublishAsync("one"), Is.EqualTo(await PublishAsync("another folder")));
    }

    private async Task<string> PublishAsync(string name)
    {
        var clone = await Finished.RunAsync(Folder.Path, "git", "-c", $"safe.directory={Repository.Root}", "clone", "--quiet", "--no-hardlinks", $"file://{Repository.Root}", name);
        Assert.That(clone.ExitCode, Is.Zero, clone.Said);
        var published = await Finished.RunAsync(
            TimeSpan.FromMinutes(25), Folder.File(name), new Dictionary<string, string>(), "bash", "./cartel", "publish", "--out", "published");
        Assert.That(published.ExitCode, Is.Zero, published.Said);
        await TestContext.Out.WriteLineAsync(published.Said);
        return await File.ReadAllTextAsync(Folder.File($"{name}/published/SHA256SUMS"));
    }
}
