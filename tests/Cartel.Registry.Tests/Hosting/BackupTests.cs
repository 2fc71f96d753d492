using System.Net.Http.Headers;
using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Hosting;

/// <summary>A copy of a running registry's files becomes another registry.</summary>
internal sealed class BackupTests
{
    [Test]
    public async Task A_copy_of_a_running_registry_has_what_it_had_and_serves_alone()
    {
        using var folder = new TemporaryFolder();
        var (data, restored) = (folder.File("data"), folder.File("restored"));
        using (var registry = await RegistryProcess.StartAsync("--port", "0", "--data", data))
        {
            await Some.FleetAsync(registry.Client);
            var backup = await RegistryProcess.RunAsync("backup", folder.File("copy.db"), "--data", data);
            Assert.That((backup.ExitCode, backup.Errors), Is.EqualTo((0, "")));
            await registry.Client.RemoveAgentAsync(Some.Task, "donor");
        }

        Directory.CreateDirectory(restored);
        File.Copy(folder.File("copy.db"), Path.Combine(restored, "registry.db"));
        using var again = await RegistryProcess.StartAsync("--port", "0", "--data", restored);

        Assert.That((await again.Client.AgentsAsync(Some.Task)).Select(agent => agent.Name), Is.EqualTo(new[] { "donor", "target" }));
        Assert.That((await again.Client.EventsAsync()).Items.Select(one => one.Kind), Is.EqualTo(new[] { EventKinds.AgentJoined, EventKinds.AgentJoined }));
    }

    [Test]
    public async Task Who_was_admitted_before_the_copy_is_known_after_the_restore_and_nobody_else_reads_the_copy()
    {
        using var folder = new TemporaryFolder();
        var (data, restored) = (folder.File("data"), folder.File("restored"));
        using var credential = AgentCredential.Create("default", "donor");
        string admin;
        using (var registry = await RegistryProcess.StartAsync("--port", "0", "--data", data, "--auth"))
        {
            admin = (await RegistryProcess.RunAsync("token", "create", "--role", "admin", "--data", data)).Output.Trim();
            var token = (await RegistryProcess.RunAsync("token", "create", "--data", data)).Output.Trim();
            await registry.Client.EnrollAsync(new EnrollmentRequest(token, "donor", credential.PublicKey));
            Assert.That((await RegistryProcess.RunAsync("backup", folder.File("copy.db"), "--data", data)).ExitCode, Is.Zero);
        }

        Directory.CreateDirectory(restored);
        File.Copy(folder.File("copy.db"), Path.Combine(restored, "registry.db"));
        File.Copy(folder.File("copy.identities.db"), Path.Combine(restored, "identities.db"));
        using var again = await RegistryProcess.StartAsync("--port", "0", "--data", restored, "--auth");
        using var agent = new HttpClient(new SigningHandler(credential, TimeProvider.System, new HttpClientHandler())) { BaseAddress = again.Http.BaseAddress };
        again.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", admin);

        Assert.That(await new RegistryClient(agent).TasksAsync(), Is.Empty);
        Assert.That((await again.Client.IdentityAsync("donor")).Keys.Single().KeyId, Is.EqualTo(credential.KeyId));
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(folder.File("copy.identities.db")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task Nothing_is_written_over_and_nothing_is_copied_from_nowhere()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("data"));
        await File.WriteAllTextAsync(folder.File("copy.db"), "precious");

        var nowhere = await RegistryProcess.RunAsync("backup", folder.File("new.db"), "--data", folder.File("data"));
        foreach (var file in (string[])["registry.db", "identities.db"]) await File.WriteAllTextAsync(Path.Combine(folder.File("data"), file), "");
        var over = await RegistryProcess.RunAsync("backup", folder.File("copy.db"), "--data", folder.File("data"));

        Assert.That((nowhere.ExitCode, over.ExitCode), Is.EqualTo((1, 1)));
        Assert.That(nowhere.Errors, Does.Contain("does not exist"));
        Assert.That(over.Errors, Does.Contain("exists already"));
        Assert.That(await File.ReadAllTextAsync(folder.File("copy.db")), Is.EqualTo("precious"));
    }
}
