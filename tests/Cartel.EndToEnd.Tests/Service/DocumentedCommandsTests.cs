using Cartel.Testing;

namespace Cartel.EndToEnd.Tests.Service;

/// <summary>The five commands of docs/agent.md as they stand there, in a copy of this machine's files (copy.sh).</summary>
[Category("Slow")]
internal sealed class DocumentedCommandsTests : FolderTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Test]
    public async Task They_install_enrol_and_run_an_agent_that_collaborates()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) Assert.Ignore("only root of a Linux can make a copy of the machine's files, and install into it");

        using var device = await Device.InAsync(Folder);
        await File.WriteAllTextAsync(Folder.File("commands.sh"), device.Commands);
        Directory.CreateDirectory(Folder.File("copy"));
        var script = Path.Combine(Repository.Root, "tests/Cartel.EndToEnd.Tests/Service/copy.sh");
        var following = Finished.RunAsync(Patience, Folder.Path, new Dictionary<string, string> { ["TOKEN"] = device.Token }, "unshare", "--mount", "bash", script, Folder.Path);

        await Eventually.GetAsync(
            async () => following.IsCompleted || (await device.Admin.AgentsAsync("valve")) is [{ Name: "gateway-7", Status.SampleCount: > 0 }], static over => over, Patience);
        await File.WriteAllTextAsync(Folder.File("enough"), "");
        var finished = await following;

        Assert.That(finished.ExitCode, Is.Zero, finished.Said);
        Assert.That(finished.Said, Does.Contain("ok       identity: the registry knows default/gateway-7"));
        Assert.That(await File.ReadAllLinesAsync(Folder.File("systemctl-said")), Is.EqualTo(["daemon-reload", "enable cartel-agent", "restart cartel-agent"]));
        Assert.That(
            await File.ReadAllTextAsync(Folder.File("cartel-agent.service")),
            Does.Contain("\nExecStart=/usr/bin/cartel-agent run --config /etc/cartel/agent.yaml\n").And.Contain("\nMemoryMax=128M\nCPUQuota=50%\n"));
    }
}
