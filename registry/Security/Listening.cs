using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cartel.Registry.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Cartel.Registry.Security;

/// <summary>Where the registry may listen, and with which certificate.</summary>
internal static class Listening
{
    /// <summary>The environment variable with the password of a PKCS #12 file: other users see a command line.</summary>
    public const string PasswordVariable = "CARTEL_TLS_PASSWORD";

    private const int MostConnections = 200_000;

    /// <summary>The address to listen on.</summary>
    /// <exception cref="ArgumentException">Others than this machine could reach it without TLS or without authentication.</exception>
    public static IPAddress AddressOf(RegistryOptions options)
    {
        var host = options.Host;
        if (host == "localhost") return IPAddress.Loopback;
        if (!IPAddress.TryParse(host, out var address)) throw new ArgumentException($"--host takes an IP address such as 127.0.0.1 or 0.0.0.0, and not “{host}”");
        if (IPAddress.IsLoopback(address) || options is { Auth: true, TlsCertificate: not null }) return address;

        throw new ArgumentException(
            $"“{host}” is not a loopback address: others could reach the registry. It listens there only with --auth and --tls-certificate FILE "
            + "(and --tls-key FILE); or let it listen on 127.0.0.1 with --auth, behind a proxy that ends TLS");
    }

    /// <summary>The certificate, or null where there is none.</summary>
    /// <exception cref="ArgumentException">It cannot be used.</exception>
    public static X509Certificate2Collection? CertificatesOf(RegistryOptions options)
    {
        if (options.TlsCertificate is not { } file)
            return options.TlsKey is null ? null : throw new ArgumentException("--tls-key without --tls-certificate: name the certificate's file too");

        try
        {
            var chain = IsPem(file) ? FromPem(file, options.TlsKey ?? file) : X509CertificateLoader.LoadPkcs12CollectionFromFile(file, Environment.GetEnvironmentVariable(PasswordVariable));
            return chain.Any(static one => one.HasPrivateKey) ? chain : throw new CryptographicException("it has no private key");
        }
        catch (Exception flaw) when (flaw is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"the certificate in {file} cannot be used: {flaw.Message}", flaw);
        }
    }

    /// <summary>Speaks TLS where there is a certificate.</summary>
    public static void UseCertificate(this ListenOptions endpoint, RegistryOptions options)
    {
        if (options.TlsCertificate is null) return;

        var services = endpoint.ApplicationServices;
        var served = new ServedCertificate(options, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<ServedCertificate>>());
        endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = served.Current() }),
        });
    }

    /// <summary>What a connection may cost: said here, so that it does not change with the framework.</summary>
    public static void Limit(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = MostConnections;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        // A client that sends or takes a part slower than this holds a connection for nothing.
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(10));
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(10));
        limits.Http2.MaxStreamsPerConnection = 100;
    }

    private static bool IsPem(string file) => File.ReadAllText(file).Contains("-----BEGIN", StringComparison.Ordinal);

    // The first certificate is the registry's own; those after it lead to the authority.
    private static X509Certificate2Collection FromPem(string certificateFile, string keyFile)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificateFile);
        if (chain.Count == 0) throw new CryptographicException("it holds no certificate");

        chain[0].Dispose();
        chain[0] = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        return chain;
    }
}
