namespace Cartel.EndToEnd.Tests;

/// <summary>How a demo ends before its time: nothing that it started outlives it.</summary>
[TestFixture, Category("Slow")]
public sealed class EndingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Ctrl_C_ends_all_and_prints_the_table()
    {
        using var demo = await RunningDemo.StartAsync();
        await JoinedAsync(demo);

        ProcessList.Signal("INT", demo.Program.Id);

        var exitCode = await demo.Program.EndAsync(Patience);
        Assert.That(exitCode, Is.Zero, demo.Program.Errors);
        Assert.That(demo.Program.Output, Does.Contain("samples to recover").And.Contain("agent-4"));
        Assert.That(ProcessList.WithArgument(demo.Folder), Is.Empty);
    }

    [Test]
    public async Task Ctrl_C_in_a_terminal_reaches_the_children_too_and_ends_all_the_same()
    {
        using var demo = await RunningDemo.StartAsync();
        await JoinedAsync(demo);

        ProcessList.Signal("INT", [demo.Program.Id, .. ProcessList.WithArgument(demo.Folder + "/")]);

        var exitCode = await demo.Program.EndAsync(Patience);
        Assert.That(exitCode, Is.Zero, demo.Program.Errors);
        Assert.That(demo.Program.Output, Does.Contain("samples to recover").And.Contain("agent-4").And.Not.Contain("died"));
        Assert.That(ProcessList.WithArgument(demo.Folder), Is.Empty);
    }

    [Test]
    public async Task What_a_killed_demo_started_ends_by_itself()
    {
        using var demo = await RunningDemo.StartAsync();
        await JoinedAsync(demo);

        ProcessList.Signal("KILL", demo.Program.Id);

        await ProcessList.NoneAsync(demo.Folder, Patience);
    }

    private static Task<int> JoinedAsync(RunningDemo demo) => demo.EventuallyAsync(
        async () => (await EventLog.ReadAsync(demo.Client)).Count, static events => events >= 4);
}
