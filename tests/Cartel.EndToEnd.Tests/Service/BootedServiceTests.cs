using Cartel.Testing;

namespace Cartel.EndToEnd.Tests.Service;

/// <summary>The agent as a service of a systemd that has booted, in a container on a copy of this machine's files (boot.sh, service.sh).</summary>
internal sealed class BootedServiceTests : FolderTest
{
    private const string Wanted = "CARTEL_BOOT";

    [Test]
    public async Task It_is_installed_enrolled_killed_misconfigured_upgraded_and_removed()
    {
        if (Environment.GetEnvironmentVariable(Wanted) is not { Length: > 0 })
            Assert.Ignore($"boots a machine, which takes root, systemd-container and the right to mount: set {Wanted}=1 (docs/agent.md)");

        using var device = await Device.InAsync(Folder);
        await LaterVersionAsync();
        foreach (var (file, text) in ((string, string)[])[("commands.sh", device.Commands), ("registry", $"{device.Registry}".TrimEnd('/')), ("admin", device.AdminToken), ("token", device.Token)])
            await File.WriteAllTextAsync(Folder.File(file), text);
        var scripts = Path.Combine(Repository.Root, "tests/Cartel.EndToEnd.Tests/Service");
        File.Copy(Path.Combine(scripts, "service.sh"), Folder.File("service.sh"));

        var finished = await Finished.RunAsync(TimeSpan.FromMinutes(8), Folder.Path, new Dictionary<string, string>(), "bash", Path.Combine(scripts, "boot.sh"), Folder.Path, "service.sh");

        await TestContext.Out.WriteLineAsync(finished.Said);
        Assert.That(finished.ExitCode, Is.Zero, finished.Said);
        Assert.That(finished.Said, Does.Contain("ok: removed, it is gone; purged, its state is, too"));
    }

    // The same files under another version.
    private async Task LaterVersionAsync()
    {
        const string Repack = """dpkg-deb --raw-extract cartel-agent_*.deb v2 && sed -i 's/^Version: .*/Version: 1.2.4/' v2/DEBIAN/control && dpkg-deb --root-owner-group -Zgzip -z1 --build v2 v2.deb && rm -r v2""";
        var finished = await Finished.RunAsync(Folder.Path, "bash", "-c", Repack);
        Assert.That(finished.ExitCode, Is.Zero, finished.Said);
    }
}
