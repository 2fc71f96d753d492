using System.Diagnostics;
using Cartel.Testing;

namespace Cartel.Agent.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class IdentityFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IdentityFiles _files;

    public IdentityFilesTests() => _files = new IdentityFiles(Path.Combine(_folder.Path, "state"));

    public void Dispose() => _folder.Dispose();

    [Test]
    public void A_key_is_made_once_and_kept()
    {
        using var none = _files.Load("default", "gateway-7");
        using var made = _files.LoadOrCreate("default", "gateway-7");
        using var again = _files.LoadOrCreate("default", "gateway-7");

        Assert.That(none, Is.Null);
        Assert.That(again.KeyId, Is.EqualTo(made.KeyId));
    }

    [Test]
    [Platform("Linux,MacOsX", Reason = "Windows has other rights")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Nobody_else_may_read_it()
    {
        using var made = _files.LoadOrCreate("default", "gateway-7");

        Assert.That(File.GetUnixFileMode(_files.KeyFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(Directory.EnumerateFiles(Path.GetDirectoryName(_files.KeyFile)!), Is.EqualTo(new[] { _files.KeyFile }));
    }

    [Test]
    [Platform("Linux", Reason = "only there a service has a user of its own")]
    public void What_root_puts_there_belongs_to_whom_the_folder_belongs()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Ignore("only root can give files away");

        var folder = Path.GetDirectoryName(_files.KeyFile)!;
        Directory.CreateDirectory(folder);
        Run("chown", "4711:4712", folder);
        using var made = _files.LoadOrCreate("default", "gateway-7");

        Assert.That(Run("stat", "--format=%u:%g %a", _files.KeyFile), Is.EqualTo("4711:4712 600"));
    }

    [Test]
    public void The_next_key_takes_the_place_of_the_key()
    {
        using var first = _files.LoadOrCreate("default", "gateway-7");
        using var next = _files.LoadOrCreateNext("default", "gateway-7");
        using var sameNext = _files.LoadOrCreateNext("default", "gateway-7");
        Assert.That(sameNext.KeyId, Is.EqualTo(next.KeyId).And.Not.EqualTo(first.KeyId));

        _files.TakeNext();

        using var now = _files.Load("default", "gateway-7");
        Assert.That(now!.KeyId, Is.EqualTo(next.KeyId));
        Assert.That(File.Exists(_files.NextKeyFile), Is.False);
    }

    [TestCase("no key at all")]
    [TestCase("")]
    public void A_file_that_holds_no_key_is_told_and_left_as_it_is(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_files.KeyFile)!);
        File.WriteAllText(_files.KeyFile, content);

        Assert.That(() => _files.LoadOrCreate("default", "gateway-7"), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("identity.key"));
        Assert.That(File.ReadAllText(_files.KeyFile), Is.EqualTo(content));
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Trim();
    }
}
