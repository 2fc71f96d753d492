using Cartel.Protocol;
using Cartel.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartel.Agent.Tests.Hosting;

internal sealed class KeyInUseTests : FolderTest
{
    private IdentityFiles Files => new(Folder.Path);

    [Test]
    public void A_key_that_was_rotated_is_taken_without_a_restart_and_a_damaged_file_is_not()
    {
        using var first = Files.LoadOrCreate("default", "gateway-7");
        using var used = new KeyInUse(Files, "default", "gateway-7", NullLogger.Instance);
        using var next = Files.LoadOrCreateNext("default", "gateway-7");
        Assert.That(used.Read()!.KeyId, Is.EqualTo(first.KeyId));

        Files.TakeNext();
        Assert.That(used.Read()!.KeyId, Is.EqualTo(next.KeyId).And.Not.EqualTo(first.KeyId));

        File.WriteAllText(Files.KeyFile, "half a key");
        Assert.That(used.Read()!.KeyId, Is.EqualTo(next.KeyId));
        Assert.That(used.Read()!.Sign(DateTimeOffset.UnixEpoch), Is.Not.Empty, "it still signs");
    }

    [Test]
    public void An_agent_that_enrols_while_it_runs_has_a_key_from_then_on()
    {
        using var used = new KeyInUse(Files, "default", "gateway-7", NullLogger.Instance);
        Assert.That(used.Read(), Is.Null);

        using var made = Files.LoadOrCreate("default", "gateway-7");

        Assert.That(used.Read()!.KeyId, Is.EqualTo(made.KeyId));
    }

    [Test]
    public void A_file_that_is_the_same_is_not_read_again()
    {
        using var made = Files.LoadOrCreate("default", "gateway-7");
        using var used = new KeyInUse(Files, "default", "gateway-7", NullLogger.Instance);
        var written = File.GetLastWriteTimeUtc(Files.KeyFile);
        using var other = AgentCredential.Create("default", "gateway-7");

        // Another key under the same stamp (keys are all of one length): only whoever parses the file again sees it.
        File.WriteAllText(Files.KeyFile, other.ExportPem());
        File.SetLastWriteTimeUtc(Files.KeyFile, written);

        Assert.That(used.Read()!.KeyId, Is.EqualTo(made.KeyId));
    }
}
