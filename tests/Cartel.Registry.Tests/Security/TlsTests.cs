using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Registry.Security;
using Cartel.Testing;
using Microsoft.AspNetCore.Builder;

namespace Cartel.Registry.Tests.Security;

internal sealed class TlsTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeSetUp]
    public void MakeCertificates()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=An authority of one's own", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = rootRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=registry", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(root, now.AddHours(-1), now.AddHours(1), [1, 2, 3]);
        using var certificate = issued.CopyWithPrivateKey(key);
        File.WriteAllText(_folder.File("ca.pem"), root.ExportCertificatePem());
        File.WriteAllText(_folder.File("cert.pem"), issued.ExportCertificatePem());
        File.WriteAllText(_folder.File("key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllBytes(_folder.File("cert.pfx"), certificate.Export(X509ContentType.Pfx));
    }

    [OneTimeTearDown]
    public void Remove() => _folder.Dispose();

    [TestCase("cert.pem", "key.pem")]
    [TestCase("cert.pfx", null)]
    public async Task The_registry_speaks_TLS_to_those_who_trust_its_authority(string certificate, string? key)
    {
        await using var app = await StartAsync(Options(certificate, key));
        using var trusting = Client(app, "ca.pem");
        using var doubting = Client(app, null);

        Assert.That(await trusting.GetStringAsync("/healthz"), Is.EqualTo("ok"));
        Assert.That(() => doubting.GetStringAsync("/healthz"), Throws.InstanceOf<HttpRequestException>());
    }

    [TestCase(false, false)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    public void Beyond_loopback_it_takes_TLS_and_authentication(bool auth, bool tls) => Assert.That(
        () => RegistryApplication.Build(Options(tls ? "cert.pem" : null, tls ? "key.pem" : null) with { Host = "0.0.0.0", Auth = auth }),
        Throws.ArgumentException.With.Message.Contains("--auth").And.Message.Contains("--tls-certificate"));

    [Test]
    public async Task With_both_it_listens_anywhere()
    {
        await using var app = await StartAsync(Options("cert.pem", "key.pem") with { Host = "0.0.0.0", Auth = true });

        Assert.That(app.Urls.Single(), Does.StartWith("https://0.0.0.0:"));
    }

    [TestCase("missing.pem", null, "missing.pem")]
    [TestCase("ca.pem", null, "ca.pem", Description = "without a key")]
    [TestCase("cert.pem", "ca.pem", "cert.pem", Description = "no key in the key's file")]
    [TestCase("key.pem", "key.pem", "key.pem", Description = "no certificate in the certificate's file")]
    [TestCase(null, "key.pem", "--tls-certificate")]
    public void A_certificate_that_cannot_be_used_is_told(string? certificate, string? key, string named) => Assert.That(
        () => Listening.CertificatesOf(Options(certificate, key)), Throws.ArgumentException.With.Message.Contains(named));

    [Test]
    public void A_file_of_authorities_that_holds_none_is_told() =>
        Assert.That(() => PrivateAuthority.Trust(_folder.File("key.pem")), Throws.InstanceOf<InvalidDataException>());

    private RegistryOptions Options(string? certificate, string? key) => new()
    {
        Port = 0,
        Data = _folder.File("data"),
        TlsCertificate = certificate is null ? null : _folder.File(certificate),
        TlsKey = key is null ? null : _folder.File(key),
    };

    private static async Task<WebApplication> StartAsync(RegistryOptions options)
    {
        var app = RegistryApplication.Build(options);
        await app.StartAsync();
        return app;
    }

    private HttpClient Client(WebApplication app, string? authority) => new(new SocketsHttpHandler
    {
        SslOptions = { CertificateChainPolicy = authority is null ? null : PrivateAuthority.Trust(_folder.File(authority)) },
    })
    { BaseAddress = new Uri(app.Urls.Single()) };
}
