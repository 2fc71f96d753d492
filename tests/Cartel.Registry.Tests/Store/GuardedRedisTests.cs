using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Registry.Store;
using Cartel.Registry.Tests.Hosting;
using Cartel.Testing;
using StackExchange.Redis;

namespace Cartel.Registry.Tests.Store;

/// <summary>A Redis behind a password, an ACL and TLS: who gets in serves, who does not hears why when it starts, and no password is told.</summary>
internal sealed class GuardedRedisTests
{
    private const string Secret = "open-sesame";

    // What docs/stores.md names.
    private const string Rights = "resetkeys ~cartel:* resetchannels &cartel:* -@all +@read +@write +@scripting +@connection +@pubsub -@dangerous +info +role +cluster";

    private readonly TemporaryFolder _folder = new();
    private readonly List<RedisServer> _servers = [];

    [OneTimeSetUp]
    public void MakeCertificates()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=The operator's own", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = rootRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=redis", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("redis.example");
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(root, now.AddHours(-1), now.AddHours(1), [1, 2, 3]);
        File.WriteAllText(_folder.File("ca.pem"), root.ExportCertificatePem());
        File.WriteAllText(_folder.File("cert.pem"), issued.ExportCertificatePem());
        File.WriteAllText(_folder.File("key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    [TearDown]
    public void EndServers()
    {
        foreach (var server in _servers) server.Dispose();
        _servers.Clear();
    }

    [OneTimeTearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public async Task With_its_password_a_registry_serves_and_relays() => await AssertServesAsync($"{StartWithPassword()},password={Secret}");

    [Test]
    public async Task The_rights_that_the_documents_name_are_enough()
    {
        var server = Start();
        server.Command($"ACL SETUSER default on >{Secret} {Rights}");

        await AssertServesAsync($"{server.Address},password={Secret}");
    }

    [Test]
    public async Task A_user_of_its_own_serves_where_the_client_can_log_in_as_one()
    {
        if (typeof(ConfigurationOptions).GetProperty("User") is null) Assert.Ignore("This build's Redis client logs in with a password alone.");
        var server = Start();
        server.Command($"ACL SETUSER cartel on >{Secret} {Rights}");
        server.Command("ACL SETUSER default off");

        await AssertServesAsync($"{server.Address},user=cartel,password={Secret}");
    }

    [Test]
    public async Task By_TLS_a_registry_serves_and_relays() =>
        await AssertServesAsync($"{StartTls()},tls=true,tlsHost=redis.example,tlsCa={_folder.File("ca.pem")},password={Secret}");

    [TestCase("", "add “password=…”")]
    [TestCase(",password=wrong-secret", "refuses the password")]
    public Task Who_does_not_know_the_password_does_not_start(string settings, string hint) => AssertRefusedAsync(StartWithPassword() + settings, hint);

    [Test]
    public async Task The_program_says_so_in_one_line_and_ends()
    {
        foreach (var arguments in new[] { new[] { "--port", "0" }, ["token", "create", "--redis", $"{StartWithPassword()},password=wrong-secret"] })
        {
            var (code, output, errors) = await RegistryProcess.RunAsync([("CARTEL_REGISTRY_REDIS", $"{StartWithPassword()},password=wrong-secret")], arguments);

            Assert.That((code, output), Is.EqualTo((1, "")), errors);
            Assert.That(errors, Does.Contain("refuses the password").And.Not.Contains("secret").And.Not.Contains(Secret));
            Assert.That(errors.Trim().Split('\n'), Has.Length.EqualTo(1));
        }
    }

    [Test]
    public Task A_password_where_none_is_set_is_told() => AssertRefusedAsync($"{Start().Address},password={Secret}", "leave “password” out");

    [TestCase(",tls=true,tlsHost=redis.example", "tlsCa=FILE")]
    [TestCase(",tls=true,tlsCa=CA", "tlsHost=NAME")]
    [TestCase("", "tls=true")]
    public Task A_certificate_that_is_not_trusted_and_speech_in_plain_are_told(string settings, string hint) =>
        AssertRefusedAsync(StartTls() + settings.Replace("CA", _folder.File("ca.pem"), StringComparison.Ordinal) + $",password={Secret}", hint);

    [Test]
    public void A_file_of_authorities_that_is_none_is_told() => Assert.That(
        () => RedisAddress.Parse($"a:1,tls=true,tlsCa={_folder.File("key.pem")}"), Throws.ArgumentException.With.Message.Contains("key.pem"));

    [Test]
    public async Task A_registry_whose_redis_is_away_starts_and_serves_when_it_comes_with_its_password()
    {
        var address = StartWithPassword();
        _servers[0].Kill();
        await using var registry = await RunningRegistry.StartAsync(Options($"{address},password={Secret}"));
        Assert.That((await registry.Http.GetAsync("/readyz")).StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));

        _servers[0].Restart();

        await Eventually.GetAsync(() => registry.Http.GetAsync("/readyz"), static answer => answer.IsSuccessStatusCode);
    }

    private static RegistryOptions Options(string address) => new() { Store = StoreKind.Redis, Redis = address };

    private static async Task AssertServesAsync(string address)
    {
        await using var registry = await RunningRegistry.StartAsync(Options(address));
        await Eventually.GetAsync(async () => await (await registry.Http.GetAsync("/readyz")).Content.ReadAsStringAsync(), static text => text == "ok");
        await Some.FleetAsync(registry.Client);
        var transfer = await registry.Client.RequestTransferAsync("sea", Some.Request(), Some.Key());
        var part = new byte[200_000];
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(part));
        using var upload = await registry.Http.PutAsync($"/api/v1/namespaces/default/parts/{sha256}", new ByteArrayContent(part) { Headers = { ContentType = new("application/octet-stream") } });

        Assert.That(transfer.State, Is.EqualTo(TransferState.Offered));
        Assert.That(upload.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await registry.Http.GetByteArrayAsync($"/api/v1/namespaces/default/parts/{sha256}"), Is.EqualTo(part));
        // Events went through the pending list into the log, and the sweep has looked for what is due.
        Assert.That((await registry.Client.EventsAsync()).Items.Select(static happened => happened.Kind), Does.Contain("transfer.offered"));
        Assert.That((await registry.Http.GetAsync("/readyz")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private static async Task AssertRefusedAsync(string address, string hint)
    {
        var refusal = await RedisDoor.CheckAsync(RedisAddress.Parse(address), TimeProvider.System, CancellationToken.None).ContinueWith(static check => check.Exception?.InnerException);

        Assert.That(refusal, Is.InstanceOf<StoreRefusedException>());
        Assert.That(refusal!.Message, Does.Contain(hint).And.Not.Contains("secret").And.Not.Contains(Secret));
    }

    private string StartWithPassword() => Start("--requirepass", Secret).Address;

    private string StartTls()
    {
        var port = FreePort.Next();
        Start(
            "--tls-port", $"{port}", "--tls-cert-file", _folder.File("cert.pem"), "--tls-key-file", _folder.File("key.pem"), "--tls-ca-cert-file", _folder.File("ca.pem"),
            "--tls-auth-clients", "no", "--requirepass", Secret);
        return $"127.0.0.1:{port}";
    }

    private RedisServer Start(params string[] settings)
    {
        var server = RedisServer.Start(settings);
        _servers.Add(server);
        return server;
    }
}
