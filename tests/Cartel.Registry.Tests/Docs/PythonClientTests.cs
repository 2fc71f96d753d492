using System.Text.Json;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Docs;

/// <summary>The reference client in Python against a live registry.</summary>
internal sealed class PythonClientTests : RegistryTest
{
    private static readonly string Script = Path.Combine(Repository.Root, "docs", "clients", "cartel_client.py");

    [Test]
    public async Task It_does_a_whole_exchange()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output, errors) = await Shell.RunAsync("python3", ["-B", Script, Registry.Address.ToString()], folder.Path);

        Assert.That(exitCode, Is.Zero, errors);
        Assert.That(
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetString()),
            Is.EqualTo(new[] { "registered", "registered", "published", "offered", "uploaded", "fetched", "ended", "listed" }));
        var transfer = (await Client.TransfersAsync("python-demo")).Single();
        Assert.That(transfer.State, Is.EqualTo(Protocol.TransferState.Adopted));
        Assert.That(output, Does.Contain(transfer.Id));
    }

    // RFC 6979, appendix A.2.5: P-256 with SHA-256, the message "sample".
    [Test]
    public async Task Its_signatures_are_those_of_the_standard()
    {
        const string Program = "import cartel_client as c; print(c.sign(0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721, b'sample').hex())";

        var (exitCode, output, errors) = await Shell.RunAsync("python3", ["-B", "-c", Program], Path.GetDirectoryName(Script)!);

        Assert.That(exitCode, Is.Zero, errors);
        Assert.That(output.Trim(), Is.EqualTo("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"));
    }

    [Test]
    public void It_is_short_and_needs_nothing_but_python()
    {
        var lines = File.ReadAllLines(Script);

        Assert.That(lines, Has.Length.LessThan(300));
        Assert.That(
            lines.Where(line => line.StartsWith("import ", StringComparison.Ordinal) || line.StartsWith("from ", StringComparison.Ordinal)).Select(line => line["import ".Length..]),
            Is.SubsetOf(new[] { "argparse", "base64", "calendar", "hashlib", "hmac", "json", "secrets", "struct", "sys", "time", "urllib.error", "urllib.parse", "urllib.request", "uuid" }));
    }
}
