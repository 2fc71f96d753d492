using System.Text.Json;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests.Packages;

/// <summary>The files that devices install, as the sources make them: installed, run, removed. Building them takes a minute or more.</summary>
[Category("Slow")]
internal sealed class PublishedAgentTests : FolderTest
{
    private const string Deb = $"cartel-agent_{Published.Version}_amd64.deb";

    private string _files = "";

    [OneTimeSetUp]
    public async Task Publish()
    {
        _files = await Published.FolderAsync();
        foreach (var file in Directory.GetFiles(_files).Order()) await TestContext.Out.WriteLineAsync($"{new FileInfo(file).Length / 1e6,6:0.0} MB  {Path.GetFileName(file)}");
    }

    [Test]
    public Task The_single_file_needs_nothing_else()
    {
        // Alone in its folder, and without a folder that it could unpack itself into.
        var program = Folder.File("cartel-agent");
        File.Copy(Path.Combine(_files, "cartel-agent-linux-x64"), program);
        return LearnsAsync("env", "-i", program);
    }

    [Test]
    public async Task The_portable_program_runs_with_the_runtime_of_the_device()
    {
        Assert.That((await Finished.RunAsync(Folder.Path, "tar", "xf", Path.Combine(_files, "cartel-agent-portable.tar.gz"))).Said, Is.Empty);

        await LearnsAsync(Folder.File("cartel-agent/cartel-agent"));
        Assert.That(Directory.GetFiles(Folder.File("cartel-agent"), "*e_sqlite3*", SearchOption.AllDirectories), Has.Some.Contains("linux-arm64"));
    }

    [Test]
    public async Task The_package_installs_runs_and_leaves_nothing_behind()
    {
        var root = Folder.File("root");
        Directory.CreateDirectory(Path.Combine(root, "var/lib/dpkg"));
        await DpkgAsync(root, "--install", Path.Combine(_files, Deb));

        await LearnsAsync(Path.Combine(root, "usr/bin/cartel-agent"));
        var unit = await File.ReadAllTextAsync(Path.Combine(root, "usr/lib/systemd/system/cartel-agent.service"));
        Assert.That(unit, Does.Contain("\nExecStart=/usr/bin/cartel-agent run --config /etc/cartel/agent.yaml\n"));
        var documents = Path.Combine(root, "usr/share/doc/cartel-agent");
        Assert.That(Path.Combine(documents, "copyright"), Does.Exist);
        Assert.That((await Finished.RunAsync(Folder.Path, "zcat", Path.Combine(documents, "changelog.gz"))).Said, Does.StartWith($"cartel-agent ({Published.Version}) unstable"));
        Assert.That(Path.Combine(documents, "examples/valve.json"), Does.Exist);

        // What the administrator wrote stays through an upgrade and a removal, and goes when the package is purged.
        var configuration = Path.Combine(root, "etc/cartel/agent.yaml");
        await File.WriteAllTextAsync(configuration, "name: mine\n");
        Directory.CreateDirectory(Path.Combine(root, "var/lib/cartel-agent"));
        await DpkgAsync(root, "--install", Path.Combine(_files, Deb));
        await DpkgAsync(root, "--remove", "cartel-agent");
        Assert.That(Path.Combine(root, "usr/bin/cartel-agent"), Does.Not.Exist);
        Assert.That(await File.ReadAllTextAsync(configuration), Is.EqualTo("name: mine\n"));
        Assert.That(Path.Combine(root, "var/lib/cartel-agent"), Does.Exist);

        await DpkgAsync(root, "--purge", "cartel-agent");
        Assert.That(configuration, Does.Not.Exist);
        Assert.That(Path.Combine(root, "var/lib/cartel-agent"), Does.Not.Exist);
    }

    [Test]
    public async Task The_package_says_what_it_is()
    {
        var fields = await Finished.RunAsync(Folder.Path, "dpkg-deb", "--field", Path.Combine(_files, Deb), "Package", "Version", "Architecture");
        var contents = await Finished.RunAsync(Folder.Path, "dpkg-deb", "--contents", Path.Combine(_files, Deb));

        Assert.That(fields, Is.EqualTo(new Finished(0, $"Package: cartel-agent\nVersion: {Published.Version}\nArchitecture: amd64\n")));
        Assert.That(contents.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.All.Contains(" root/root "));
    }

    [Test]
    public async Task Lintian_has_nothing_to_say_of_the_package()
    {
        if (!File.Exists("/usr/bin/lintian")) Assert.Ignore("lintian is not installed. On Debian: sudo apt-get install -y lintian");

        var finished = await Finished.RunAsync(Folder.Path, "lintian", "--no-cfg", "--allow-root", "--fail-on", "error,warning", Path.Combine(_files, Deb));

        await TestContext.Out.WriteLineAsync(finished.Said);
        Assert.That(finished.ExitCode, Is.Zero, finished.Said);
    }

    [Test]
    public async Task The_sums_are_those_of_the_files() =>
        Assert.That(await Finished.RunAsync(_files, "sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"), Is.EqualTo(new Finished(0, "")));

    private async Task LearnsAsync(params string[] program)
    {
        string[] settings =
        [
            "--name", "gateway-7", "--task", Path.Combine(Repository.Root, "models/valve.json"),
            "--data", $"csv:{Path.Combine(Repository.Root, "models/valve-sample.csv")}?label=class", "--state", Folder.File("state"),
        ];
        Assert.That(await RunAsync(program, "--help"), Is.Zero);
        Assert.That(await RunAsync(program, ["check", .. settings]), Is.Zero);
        Assert.That(await RunAsync(program, ["run", .. settings]), Is.Zero);
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(Folder.File("state/report.json")));
        Assert.That(report.RootElement.GetProperty("samples").GetInt64(), Is.EqualTo(300));
    }

    private async Task<int> RunAsync(string[] program, params string[] arguments)
    {
        var finished = await Finished.RunAsync(Folder.Path, program[0], [.. program[1..], .. arguments]);
        await TestContext.Out.WriteLineAsync(finished.Said);
        return finished.ExitCode;
    }

    // Into a root of its own, as somebody who builds an image does; the machine's packages are not touched.
    private async Task DpkgAsync(string root, params string[] arguments)
    {
        var finished = await Finished.RunAsync(
            Folder.Path, "dpkg", [$"--root={root}", "--force-not-root", "--force-depends", "--force-script-chrootless", "--force-confold", $"--log={Folder.File("dpkg.log")}", .. arguments]);
        Assert.That(finished.ExitCode, Is.Zero, finished.Said);
    }
}
