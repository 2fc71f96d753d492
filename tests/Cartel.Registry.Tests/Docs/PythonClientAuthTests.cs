using System.Text.Json;
using Cartel.Protocol;
using Cartel.Registry.Tests.Security;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Docs;

/// <summary>The reference client in Python against a registry that demands authentication, and whose clock is far from the client's.</summary>
internal sealed class PythonClientAuthTests : SecureRegistryTest
{
    private static readonly string Script = Path.Combine(Repository.Root, "docs", "clients", "cartel_client.py");

    [Test]
    public async Task It_enrols_and_does_a_whole_exchange_on_a_task_that_an_operator_made()
    {
        using var folder = new TemporaryFolder();
        var schema = new SchemaDocument([new FeatureDocument("x", Cartel.Learning.FeatureKind.Numeric)], ["a", "b", "c"]);
        await AdminClient.PutTaskAsync(new TaskManifest("python-demo", schema, "linear-logistic"));
        var token = (await AdminClient.CreateEnrollmentTokenAsync(new EnrollmentTokenOrder(Uses: 2))).Token!;

        var (exitCode, output, errors) = await Shell.RunAsync("python3", ["-B", Script, Registry.Address.ToString(), "--enrol", token], folder.Path);

        Assert.That(exitCode, Is.Zero, errors);
        Assert.That(
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetString()),
            Is.EqualTo(new[] { "enrolled", "enrolled", "registered", "registered", "published", "offered", "uploaded", "fetched", "ended", "read" }));
        Assert.That((await AdminClient.TransfersAsync("python-demo")).Single().State, Is.EqualTo(TransferState.Adopted));
    }
}
