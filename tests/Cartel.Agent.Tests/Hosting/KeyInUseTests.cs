using Cartel.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartel.Agent.Tests.Hosting;

internal sealed class KeyInUseTests
{
    [Test]
    public void A_key_that_was_rotated_is_taken_without_a_restart_and_a_damaged_file_is_not()
    {
        using var folder = new TemporaryFolder();
        var files = new IdentityFiles(folder.Path);
        using var used = new KeyInUse(files, files.LoadOrCreate("default", "gateway-7"), NullLogger.Instance);
        var former = used.Read().KeyId;
        using var next = files.LoadOrCreateNext("default", "gateway-7");
        Assert.That(used.Read().KeyId, Is.EqualTo(former));

        files.TakeNext();
        Assert.That(used.Read().KeyId, Is.EqualTo(next.KeyId).And.Not.EqualTo(former));

        File.WriteAllText(files.KeyFile, "half a key");
        Assert.That(used.Read().KeyId, Is.EqualTo(next.KeyId));
        Assert.That(used.Read().Sign(DateTimeOffset.UnixEpoch), Is.Not.Empty, "it still signs");
    }
}
