using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Cartel.Protocol;
using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests.CommandLine;

/// <summary>What docs/security.md tells, with the programs themselves: admit an agent, let it run, give it a new key, turn it away.</summary>
internal sealed class EnrolmentTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task An_agent_is_admitted_runs_gets_a_new_key_and_is_turned_away()
    {
        using var folder = new TemporaryFolder();
        using var registry = CartelProgram.Start("cartel-registry.dll", folder.Path, "--port", "0", "--data", "registry", "--auth");
        var listening = await Eventually.GetAsync(() => Task.FromResult(registry.Output), static text => text.Contains("Listening on ", StringComparison.Ordinal));
        var address = listening.Trim()["Listening on ".Length..];
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TellAsync(folder, "cartel-registry.dll", "token", "create", "--role", "admin", "--data", "registry"));
        var admin = new RegistryClient(http);
        var manifest = new TaskManifest("sea", SchemaDocument.From(DataSets.Open("sea?count=10", null, strict: true).Schema), "linear-logistic");
        await File.WriteAllTextAsync(folder.File("task.json"), JsonSerializer.Serialize(manifest, CartelJson.Default.TaskManifest));

        var token = await TellAsync(folder, "cartel-registry.dll", "token", "create", "--expires", "1h", "--agent", "gateway-*", "--data", "registry");
        string[] place = ["--registry", address, "--name", "gateway-7", "--state", "state"];
        await TellAsync(folder, "cartel-agent.dll", ["enroll", .. place, "--token", token]);
        await TellAsync(folder, "cartel-agent.dll", ["enroll", .. place, "--token", token]);

        using var agent = CartelProgram.Start("cartel-agent.dll", folder.Path, ["run", .. place, "--task", "task.json", "--data", "sea", "--rate", "100", "--stay", "--report-every", "1"]);
        await Eventually.GetAsync(() => Task.FromResult(agent.Output + agent.Errors), static said => said.Contains("has no task sea", StringComparison.Ordinal));
        await admin.PutTaskAsync(manifest);
        await Eventually.GetAsync(() => admin.AgentsAsync("sea"), static agents => agents is [{ Name: "gateway-7", Status.SampleCount: > 0 }]);

        var before = (await admin.IdentityAsync("gateway-7")).Keys.Single().KeyId;
        await TellAsync(folder, "cartel-agent.dll", ["rotate-key", .. place, "--overlap", "3600"]);
        Assert.That((await admin.IdentityAsync("gateway-7")).Keys.Select(static key => key.KeyId).ToList(), Has.Count.EqualTo(2).And.One.EqualTo(before));

        await admin.RevokeIdentityAsync("gateway-7");
        await Eventually.GetAsync(() => Task.FromResult(agent.Output + agent.Errors), static said => said.Contains("key-revoked", StringComparison.Ordinal));
        Assert.That(agent.HasEnded, Is.False, "it learns on alone");
        Assert.That((await new HttpClient { BaseAddress = http.BaseAddress }.GetAsync("/api/v1/namespaces/default/tasks")).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private static async Task<string> TellAsync(TemporaryFolder folder, string program, params string[] arguments)
    {
        using var run = CartelProgram.Start(program, folder.Path, arguments);
        Assert.That(await run.EndAsync(Patience), Is.Zero, run.Errors);
        return run.Output.Trim();
    }
}
