using System.Text;
using Cartel.Testing;

namespace Cartel.Cli.Tests.Publish;

/// <summary>Packages and archives, as the tools of Debian read them.</summary>
[Platform("Linux", Reason = "dpkg is Debian's")]
public sealed class DebianPackageTests : FolderTest
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    private static readonly PackedFile[] Files =
    [
        PackedFile.Text("usr/share/doc/it/copyright", "mine\r\nall of it\n"),
        new PackedFile("usr/bin/it", Encoding.ASCII.GetBytes("#!/bin/sh\necho it\n"), IsProgram: true),
        PackedFile.Text("etc/it.conf", "x\n"),
    ];

    [Test]
    public async Task Dpkg_finds_in_it_what_was_put_there()
    {
        await File.WriteAllBytesAsync(Folder.File("it.deb"), Package(Files));

        var contents = (await RunAsync("dpkg-deb", "--contents", "it.deb")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(contents.Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..3])), Is.EqualTo((string[])
        [
            "drwxr-xr-x root/root 0", "drwxr-xr-x root/root 0", "drwxr-xr-x root/root 0", "drwxr-xr-x root/root 0", "drwxr-xr-x root/root 0", "drwxr-xr-x root/root 0",
            "-rw-r--r-- root/root 2", "-rwxr-xr-x root/root 18", "-rw-r--r-- root/root 15",
        ]));
        Assert.That(await RunAsync("dpkg-deb", "--field", "it.deb", "Version", "Installed-Size"), Is.EqualTo("Version: 1.0\nInstalled-Size: 3\n"), "three files of a KiB each, rounded up");
        Assert.That(await RunAsync("dpkg-deb", "--info", "it.deb", "conffiles"), Is.EqualTo("/etc/it.conf\n"));
        Assert.That(await RunAsync("dpkg-deb", "--info", "it.deb", "postinst"), Is.EqualTo("#!/bin/sh\n"));
        await RunAsync("dpkg-deb", "--extract", "it.deb", "out");
        Assert.That(await File.ReadAllTextAsync(Folder.File("out/usr/share/doc/it/copyright")), Is.EqualTo("mine\nall of it\n"));
        Assert.That(File.GetLastWriteTimeUtc(Folder.File("out/etc/it.conf")), Is.EqualTo(Time.UtcDateTime));
    }

    [Test]
    public void The_same_files_in_any_order_are_the_same_bytes()
    {
        var package = Package(Files);

        Assert.That(Package([.. Files.Reverse()]), Is.EqualTo(package));
        Assert.That(Package([.. Files.Skip(1)]), Is.Not.EqualTo(package));
    }

    [TestCase("1.0.0", "1.0.0+20261121213818.c75df0188")]
    [TestCase("1.0.0+20261121213818.ffffffff", "1.0.0+20261121213819.000000000")]
    [TestCase("1.0.0+20261121213818.c75df0188", "1.0.1")]
    public async Task A_later_version_is_greater_for_dpkg(string earlier, string later) =>
        Assert.That(await RunAsync("dpkg", "--compare-versions", earlier, "lt", later), Is.Empty);

    private static byte[] Package(IReadOnlyCollection<PackedFile> files) => DebianPackage.Write(
        "Package: it\nVersion: 1.0\nArchitecture: all\nMaintainer: me <me@here.invalid>\nInstalled-Size: {size}\nDescription: it\n",
        [PackedFile.Text("postinst", "#!/bin/sh\n", isProgram: true)], files, Time);

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var finished = await Shell.RunAsync(program, arguments, Folder.Path);
        Assert.That(finished.ExitCode, Is.Zero, finished.Errors);
        return finished.Output;
    }
}
