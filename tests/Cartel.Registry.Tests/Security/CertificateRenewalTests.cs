using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cartel.Registry.Hosting;
using Cartel.Registry.Security;
using Cartel.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartel.Registry.Tests.Security;

/// <summary>A certificate that is renewed while the registry runs, as an ACME client does it: the files are replaced.</summary>
internal sealed class CertificateRenewalTests
{
    private readonly ManualTime _time = new();
    private readonly ConcurrentQueue<string> _log = new();
    private TemporaryFolder _folder = null!;
    private WebApplication _app = null!;

    [SetUp]
    public async Task Start()
    {
        _folder = new TemporaryFolder();
        _log.Clear();
        Write("first");
        _app = RegistryApplication.Build(
            new RegistryOptions { Port = 0, Data = _folder.File("data"), TlsCertificate = _folder.File("cert.pem"), TlsKey = _folder.File("key.pem") },
            _time, services => services.AddLogging(logging => logging.AddProvider(new Kept(_log))));
        await _app.StartAsync();
    }

    [TearDown]
    public async Task End()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task New_connections_are_shown_a_new_certificate_within_ten_seconds_without_a_restart()
    {
        Assert.That(await ShownAsync(), Is.EqualTo("CN=first"));

        Write("second");
        _time.Advance(ServedCertificate.LookEvery);

        Assert.That(await ShownAsync(), Is.EqualTo("CN=second"));
        Assert.That(_log, Has.One.Contains("new connections are shown the new one"));
    }

    [Test]
    public async Task A_file_behind_a_link_is_seen_as_well()
    {
        // The way a volume of secrets is updated: the link to the folder changes, those to its files do not.
        File.Delete(_folder.File("cert.pem"));
        File.Delete(_folder.File("key.pem"));
        Directory.CreateSymbolicLink(_folder.File("current"), Folder("second"));
        File.CreateSymbolicLink(_folder.File("cert.pem"), Path.Combine("current", "cert.pem"));
        File.CreateSymbolicLink(_folder.File("key.pem"), Path.Combine("current", "key.pem"));
        _time.Advance(ServedCertificate.LookEvery);
        Assert.That(await ShownAsync(), Is.EqualTo("CN=second"));

        Folder("third");
        Directory.Delete(_folder.File("current"));
        Directory.CreateSymbolicLink(_folder.File("current"), _folder.File("third"));
        _time.Advance(ServedCertificate.LookEvery);

        Assert.That(await ShownAsync(), Is.EqualTo("CN=third"));
    }

    [TestCase("")]
    [TestCase("no certificate")]
    [TestCase(null, Description = "the file is gone")]
    public async Task What_cannot_be_used_is_logged_once_and_the_former_one_goes_on_until_something_can(string? text)
    {
        if (text is null) File.Delete(_folder.File("cert.pem"));
        else File.WriteAllText(_folder.File("cert.pem"), text);

        for (var i = 0; i < 3; i++)
        {
            _time.Advance(ServedCertificate.LookEvery);
            Assert.That(await ShownAsync(), Is.EqualTo("CN=first"));
        }

        Assert.That(_log, Has.One.Contains("the former one is shown on").And.One.Contains("cert.pem"));
        Write("second");
        _time.Advance(ServedCertificate.LookEvery);
        Assert.That(await ShownAsync(), Is.EqualTo("CN=second"));
    }

    [Test]
    public async Task A_certificate_without_its_key_waits_for_it()
    {
        var key = File.ReadAllText(_folder.File("key.pem"));
        Write("second");
        var next = File.ReadAllText(_folder.File("key.pem"));
        File.WriteAllText(_folder.File("key.pem"), key);
        _time.Advance(ServedCertificate.LookEvery);
        Assert.That(await ShownAsync(), Is.EqualTo("CN=first"));

        File.WriteAllText(_folder.File("key.pem"), next);
        _time.Advance(ServedCertificate.LookEvery);

        Assert.That(await ShownAsync(), Is.EqualTo("CN=second"));
    }

    [Test]
    public async Task Http_2_is_agreed_on_as_before()
    {
        using var client = new TcpClient("127.0.0.1", new Uri(_app.Urls.Single()).Port);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "registry",
            RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate!.Subject == "CN=first",
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        });

        Assert.That(tls.NegotiatedApplicationProtocol, Is.EqualTo(SslApplicationProtocol.Http2));
    }

    private string Folder(string name)
    {
        Directory.CreateDirectory(_folder.File(name));
        Write(name, name);
        return _folder.File(name);
    }

    private void Write(string name, string folder = "")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(_folder.Path, folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder.Path, folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    private async Task<string> ShownAsync()
    {
        var shown = "";
        using var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => (shown = certificate!.Subject).Length > 0 },
        })
        { BaseAddress = new Uri(_app.Urls.Single()) };
        Assert.That(await client.GetStringAsync("/healthz"), Is.EqualTo("ok"));
        return shown;
    }

    private sealed class Kept(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
