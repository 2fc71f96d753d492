using System.Diagnostics;
using System.Text.Json;
using Cartel.Protocol;
using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Check;

/// <summary>A check goes to the registry as the agent does: through the proxy of the environment.</summary>
internal sealed class ProxyTests : FolderTest
{
    // No name server knows it (RFC 6761): who reaches it reached it by the proxy.
    private const string Host = "registry.invalid";

    [Test]
    public async Task A_registry_that_only_the_proxy_reaches_is_reached()
    {
        using var proxy = new TunnelProxy(Host);
        await File.WriteAllTextAsync(Folder.File("ca.pem"), proxy.Authority);

        var (through, findings) = await CheckAsync(("HTTPS_PROXY", proxy.Address));
        var (direct, alone) = await CheckAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(through, Is.Zero, findings);
            Assert.That(findings, Does.Contain($"ok       registry: https://{Host}/ answers").And.Contain("ok       certificate: the registry's is good for").And.Contain("ok       clock"));
            Assert.That(findings, Does.Contain("ok       proxy: ").And.Contain(proxy.Address));
            Assert.That(proxy.Asked, Is.Not.Empty.And.All.EqualTo($"CONNECT {Host}:443 HTTP/1.1"));
            Assert.That(direct, Is.EqualTo(1));
            Assert.That(alone, Does.Contain("error    registry").And.Contain("HTTPS_PROXY"));
        }
    }

    private async Task<(int ExitCode, string Output)> CheckAsync(params (string Name, string Value)[] environment)
    {
        var schema = SchemaDocument.From(DataSets.Open("sea?count=10", null, strict: true).Schema);
        await File.WriteAllTextAsync(Folder.File("task.json"), JsonSerializer.Serialize(new TaskManifest("sea", schema, "linear-logistic"), CartelJson.Default.TaskManifest));
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "cartel-agent.dll"), "check", "--name", "gateway-7", "--task", "task.json", "--data", "sea?count=10", "--state", "state", "--registry", $"https://{Host}", "--ca", "ca.pem"])
        {
            WorkingDirectory = Folder.Path,
            RedirectStandardOutput = true,
        };
        foreach (var name in (string[])["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy"]) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var check = Process.Start(start)!;
        var output = await check.StandardOutput.ReadToEndAsync();
        await check.WaitForExitAsync();
        return (check.ExitCode, output);
    }
}
