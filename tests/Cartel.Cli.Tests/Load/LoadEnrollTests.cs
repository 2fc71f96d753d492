using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Cartel.Testing;

namespace Cartel.Cli.Tests.Load;

/// <summary>A simulated fleet at a registry that demands TLS and authentication.</summary>
public sealed class LoadEnrollTests
{
    private static readonly string Registry = Path.Combine(AppContext.BaseDirectory, "cartel-registry.dll");

    private TemporaryFolder _folder = null!;
    private Process _registry = null!;
    private string _url = "";
    private string _admin = "";

    [SetUp]
    public async Task StartRegistry()
    {
        _folder = new TemporaryFolder();
        MakeCertificate();
        _registry = Process.Start(new ProcessStartInfo(
            "dotnet",
            [Registry, "--port", "0", "--data", _folder.File("data"), "--auth", "--tls-certificate", _folder.File("cert.pem"), "--tls-key", _folder.File("key.pem")])
        {
            RedirectStandardOutput = true,
        })!;
        _url = (await _registry.StandardOutput.ReadLineAsync())!["Listening on ".Length..];
        var made = await Shell.RunAsync("dotnet", [Registry, "token", "create", "--role", "admin", "--data", _folder.File("data")]);
        _admin = made.Output.Trim();
    }

    [TearDown]
    public void EndRegistry()
    {
        _registry.Kill();
        _registry.WaitForExit();
        _registry.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Each_agent_enrols_with_a_key_of_its_own_signs_and_is_served_without_an_error()
    {
        var file = _folder.File("load.json");

        var finished = await Load(
            "--agents", "40", "--rate", "60", "--for", "3s", "--connections", "16", "--json", file, "--url", _url, "--ca", _folder.File("cert.pem"), "--token", _admin, "--enroll",
            "--mix", "publish=4,lease=2,agent=2,profile=2,neighbours=2,list=1,ask=2,fetch=2,receipt=2,wait=1");

        Assert.That(finished.ExitCode, Is.Zero, finished.Errors);
        using var result = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var operations = result.RootElement.GetProperty("operations").EnumerateArray().ToDictionary(static one => one.GetProperty("name").GetString()!);
        Assert.Multiple(() =>
        {
            Assert.That(operations.Keys, Is.EquivalentTo(new[]
            {
                "enroll", "register", "upload", "first-publish", "publish", "lease", "agent", "profile", "neighbours", "list", "ask", "fetch", "receipt", "wait",
            }));
            Assert.That(operations["enroll"].GetProperty("count").GetInt32(), Is.EqualTo(40));
            Assert.That(operations.Values.Sum(static one => one.GetProperty("errors").GetInt64()), Is.Zero, finished.Output);
            Assert.That(result.RootElement.GetProperty("registryResidentBytes").GetInt64(), Is.GreaterThan(10_000_000), "its metrics were read with the token");
        });
    }

    [Test]
    public async Task An_authority_that_is_not_trusted_and_a_token_that_may_not_are_told()
    {
        var untrusted = await Load("--agents", "1", "--for", "1s", "--url", _url, "--token", _admin, "--enroll");
        var refused = await Load("--agents", "1", "--for", "1s", "--url", _url, "--ca", _folder.File("cert.pem"), "--token", "nobody", "--enroll");

        Assert.That((untrusted.ExitCode, refused.ExitCode), Is.EqualTo((1, 1)));
        Assert.That(untrusted.Errors, Does.Contain("--ca FILE"));
        Assert.That(refused.Errors, Does.Contain("invalid-token"));
    }

    [TestCase("--enroll")]
    [TestCase("--enroll", "--url", "https://127.0.0.1:1")]
    [TestCase("--enroll", "--url", "https://127.0.0.1:1", "--token", "t", "--agents", "100001")]
    public async Task A_misuse_is_named(params string[] arguments)
    {
        var finished = await Load(arguments);

        Assert.That((finished.ExitCode, finished.Errors.Contains("--enroll", StringComparison.Ordinal)), Is.EqualTo((2, true)), finished.Errors);
    }

    private void MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=registry", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
        File.WriteAllText(_folder.File("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(_folder.File("key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    private static Task<Finished> Load(params string[] arguments) =>
        Shell.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "cartel.dll"), "load", .. arguments]);
}
