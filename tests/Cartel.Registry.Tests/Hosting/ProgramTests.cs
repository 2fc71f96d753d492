using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Hosting;

internal sealed class ProgramTests : FolderTest
{
    [Test]
    public async Task A_killed_registry_comes_back_with_each_event_once()
    {
        string[] arguments = ["--port", "0", "--data", Folder.Path];
        Transfer transfer;
        using (var first = await RegistryProcess.StartAsync(arguments))
        {
            await Some.FleetAsync(first.Client);
            transfer = await first.Client.RequestTransferAsync("sea", Some.Request(), "key");
            await first.Client.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, "donor", [Some.Hash1]));
            first.Kill();
        }

        using var second = await RegistryProcess.StartAsync(arguments);
        Assert.That((await second.Client.RequestTransferAsync("sea", Some.Request(), "key")).Id, Is.EqualTo(transfer.Id));
        await second.Client.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, "donor", [Some.Hash1]));
        await second.Client.RegisterAsync("sea", "donor", Some.Registration);

        Assert.That((await second.Client.EventsAsync()).Items.Select(happened => happened.Kind), Is.EqualTo(new[]
        {
            "agent.joined", "agent.joined", "novelty", "transfer.offered", "transfer.fetching",
        }));
        Assert.That(await second.TerminateAsync(), Is.Zero);
    }

    [Test]
    public async Task A_relative_data_folder_serves_parts_too()
    {
        using var registry = await RegistryProcess.StartAsync(
            "--port", "0", "--data", Path.GetRelativePath(Environment.CurrentDirectory, Folder.Path));
        byte[] part = [1, 2, 3];
        var sha256 = ModelPart.HashOf(part);

        await registry.Client.UploadPartAsync(sha256, part);

        Assert.That(await registry.Client.DownloadPartAsync(sha256, 3, TimeSpan.Zero), Is.EqualTo(part));
    }

    [Test]
    public async Task A_taken_port_is_one_clear_line()
    {
        using var first = await RegistryProcess.StartAsync("--port", "0", "--data", Folder.File("a"));

        var (exitCode, output, errors) = await RegistryProcess.RunAsync(
            "--port", $"{first.Http.BaseAddress!.Port}", "--data", Folder.File("b"));

        Assert.That((exitCode, output), Is.EqualTo((1, "")));
        Assert.That(errors.TrimEnd().Split('\n'), Has.Length.EqualTo(1), errors);
        Assert.That(errors, Does.Contain("address already in use"));
    }

    [TestCase("--host", "0.0.0.0", "loopback")]
    [TestCase("--port", "70000", "--port must lie between 0 and 65535")]
    [TestCase("--lease", "10", "not a time")]
    [TestCase("--lease", "1h", "not a time")]
    [TestCase("--store", "oracle", "oracle")]
    [TestCase("--redis", "nowhere", "HOST:PORT")]
    [TestCase("--colour", "blue", "--colour")]
    public async Task Misuse_is_told_and_ends_with_2(string option, string value, string expected)
    {
        var (exitCode, output, errors) = await RegistryProcess.RunAsync("--data", Folder.Path, option, value);

        Assert.That((exitCode, output), Is.EqualTo((2, "")), errors);
        Assert.That(errors, Does.Contain(expected));
    }

    [Test]
    public async Task Help_has_an_example()
    {
        var (exitCode, output, _) = await RegistryProcess.RunAsync("--help");

        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Contain("cartel-registry --port 5080").And.Contain("--redis"));
    }

    [Test]
    public async Task A_data_folder_that_cannot_be_used_is_told_and_ends_with_1()
    {
        await File.WriteAllTextAsync(Folder.File("registry.db"), new string('x', 4096));

        var (exitCode, _, errors) = await RegistryProcess.RunAsync("--port", "0", "--data", Folder.Path);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(errors, Does.Contain("registry.db").And.Contain("not a database"));
    }
}
