using System.Net;
using System.Net.Http.Headers;
using Cartel.Protocol;
using Cartel.Registry.Tests.Hosting;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Security;

/// <summary>The program as an operator uses it: a registry that demands authentication, and <c>token</c> beside it.</summary>
internal sealed class TokenCommandTests : FolderTest
{
    [Test]
    public async Task Tokens_made_beside_a_running_registry_are_good_until_revoked_and_no_secret_is_in_any_log_or_file()
    {
        using var registry = await RegistryProcess.StartAsync("--port", "0", "--data", Folder.Path, "--auth");
        var admin = await CreateAsync("--role", "admin");
        var enrollment = await CreateAsync("--agent", "gateway-*");
        using var credential = AgentCredential.Create("default", "gateway-7");
        using var people = With(registry, admin);
        using var agent = new HttpClient(new SigningHandler(credential, TimeProvider.System, new HttpClientHandler())) { BaseAddress = registry.Http.BaseAddress };

        Assert.That(await Refused.CodeOfAsync(() => new RegistryClient(agent).TasksAsync()), Is.EqualTo("invalid-token"));
        await registry.Client.EnrollAsync(new EnrollmentRequest(enrollment, "gateway-7", credential.PublicKey));
        await new RegistryClient(people).PutTaskAsync(Some.Manifest);
        await new RegistryClient(agent).RegisterAsync(Some.Task, "gateway-7", Some.Registration);
        var made = (await new RegistryClient(people).CreateApiTokenAsync(new ApiTokenOrder(Role.Reader))).Token!;
        await registry.Http.GetAsync($"/api/v1/namespaces/default/tasks?token={made}");

        var (_, list, _) = await RegistryProcess.RunAsync("token", "list", "--data", Folder.Path);
        var id = list.Split('\n').First(line => line.Contains("\"admin\"", StringComparison.Ordinal)).Split('"')[3];
        var (revoked, _, _) = await RegistryProcess.RunAsync("token", "revoke", id, "--data", Folder.Path);
        Assert.That(revoked, Is.Zero);
        await Eventually.GetAsync(async () => (await people.GetAsync("/api/v1/audit")).StatusCode, status => status is HttpStatusCode.Unauthorized);

        await registry.TerminateAsync();
        var signed = credential.Sign(TimeProvider.System.GetUtcNow()).Split('.')[1][..20];
        var everything = registry.Errors + list + string.Join('\n', Directory.EnumerateFiles(Folder.Path, "*", SearchOption.AllDirectories).Select(static file => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file))));
        foreach (var secret in (string[])[admin, enrollment, made, signed, "Bearer"]) Assert.That(everything, Does.Not.Contain(secret));
        Assert.That(registry.Errors, Does.Contain("Refused as invalid-token"));
        Assert.That(everything, Does.Contain("gateway-7"), "the files were read");
    }

    [TestCase("--role", "king", "king")]
    [TestCase("--expires", "5y", "not a time")]
    [TestCase("--expires", "31d", "expiresSeconds")]
    [TestCase("--uses", "0", "uses")]
    [TestCase("--agent", "../x", "agent")]
    [TestCase("--namespace", "No Name", "namespace")]
    public async Task Misuse_is_told_and_ends_with_2(string option, string value, string expected)
    {
        var (exitCode, output, errors) = await RegistryProcess.RunAsync("token", "create", "--data", Folder.Path, option, value);

        Assert.That((exitCode, output), Is.EqualTo((2, "")), errors);
        Assert.That(errors, Does.Contain(expected));
    }

    [Test]
    public async Task What_is_not_there_cannot_be_revoked() =>
        Assert.That((await RegistryProcess.RunAsync("token", "revoke", "000000000000", "--data", Folder.Path)).ExitCode, Is.EqualTo(1));

    private async Task<string> CreateAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await RegistryProcess.RunAsync(["token", "create", "--data", Folder.Path, .. arguments]);
        Assert.That(exitCode, Is.Zero, errors);
        return output.Trim();
    }

    private static HttpClient With(RegistryProcess registry, string token) => new()
    {
        BaseAddress = registry.Http.BaseAddress,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };
}
