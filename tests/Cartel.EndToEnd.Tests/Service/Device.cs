using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cartel.EndToEnd.Tests.Packages;
using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests.Service;

/// <summary>What a device needs to follow docs/agent.md: the package, a registry that demands authentication, an enrolment token, and the commands.</summary>
internal sealed partial class Device : IDisposable
{
    /// <summary>The command of the document that runs elsewhere: on a machine with the SDK.</summary>
    public const string Publish = "./cartel publish --out .";

    private const string DocumentedRegistry = "https://registry.example:5443";

    private readonly CartelProgram _registry;
    private readonly HttpClient _http;

    private Device(CartelProgram registry, HttpClient http, string token, string adminToken) =>
        (_registry, _http, Token, AdminToken, Admin) = (registry, http, token, adminToken, new RegistryClient(http));

    /// <summary>The enrolment token.</summary>
    public string Token { get; }

    /// <summary>The token of an admin.</summary>
    public string AdminToken { get; }

    /// <summary>The registry, as an admin sees it.</summary>
    public RegistryClient Admin { get; }

    /// <summary>Where the registry listens.</summary>
    public Uri Registry => _http.BaseAddress!;

    /// <summary>The commands of the document, but for <see cref="Publish"/>, with this registry for the document's.</summary>
    public string Commands
    {
        get
        {
            var block = Block().Match(File.ReadAllText(Path.Combine(Repository.Root, "docs/agent.md"))).Groups[1].Value;
            Assert.That(block, Does.StartWith(Publish + "\n").And.Contain(DocumentedRegistry));
            Assert.That(Command().Count(block), Is.EqualTo(5), "five commands");
            return block[(Publish.Length + 1)..].Replace(DocumentedRegistry, Registry.ToString(), StringComparison.Ordinal);
        }
    }

    /// <summary>Lays it out in a folder: the package is there, and the registry has the task of the document.</summary>
    public static async Task<Device> InAsync(TemporaryFolder folder)
    {
        var package = Directory.GetFiles(await Published.FolderAsync(), "*.deb").Single();
        File.Copy(package, folder.File(Path.GetFileName(package)));
        var registry = CartelProgram.Start("cartel-registry.dll", folder.Path, "--port", "0", "--data", "registry-data", "--auth");
        var listening = await Eventually.GetAsync(() => Task.FromResult(registry.Output), static text => text.Contains("Listening on ", StringComparison.Ordinal));
        var http = new HttpClient { BaseAddress = new Uri(listening.Trim()["Listening on ".Length..]) };
        var admin = await TellAsync(folder, "token", "create", "--role", "admin", "--data", "registry-data");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", admin);
        var manifest = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "models/valve.json")), CartelJson.Default.TaskManifest)!;
        await new RegistryClient(http).PutTaskAsync(manifest);
        return new Device(registry, http, await TellAsync(folder, "token", "create", "--expires", "1h", "--data", "registry-data"), admin);
    }

    public void Dispose()
    {
        _http.Dispose();
        _registry.Dispose();
    }

    private static async Task<string> TellAsync(TemporaryFolder folder, params string[] arguments)
    {
        using var run = CartelProgram.Start("cartel-registry.dll", folder.Path, arguments);
        Assert.That(await run.EndAsync(TimeSpan.FromMinutes(1)), Is.Zero, run.Errors);
        return run.Output.Trim();
    }

    [GeneratedRegex("^## From nothing to a service$.*?^```bash\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^(sudo|\\./cartel) ", RegexOptions.Multiline)]
    private static partial Regex Command();
}
