using Cartel.Testing;

namespace Cartel.Cli.Tests;

/// <summary>Two that publish from the same sources do not build over each other.</summary>
public sealed class AgentBuildTests : FolderTest
{
    [Test]
    public async Task A_build_waits_for_the_one_that_is_under_way_and_says_so()
    {
        var told = new List<string>();
        var first = await Build().ReserveAsync(told.Add, CancellationToken.None);

        var second = Build().ReserveAsync(told.Add, CancellationToken.None);
        await Eventually.GetAsync(() => Task.FromResult(told.Count), static count => count > 0);
        Assert.That(second.IsCompleted, Is.False);
        first.Dispose();
        (await second).Dispose();

        Assert.That(told, Has.One.Contains("Another build is under way in " + Folder.Path));
    }

    [Test]
    public async Task The_wait_can_be_ended()
    {
        using var first = await Build().ReserveAsync(static _ => { }, CancellationToken.None);
        using var stop = new CancellationTokenSource();

        var second = Build().ReserveAsync(_ => stop.Cancel(), stop.Token);

        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
    }

    private AgentBuild Build() => new(SourceTree.Find(), "1.0.0", [], Folder.Path);
}
