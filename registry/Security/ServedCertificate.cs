using System.Net.Security;
using System.Security.Cryptography;
using Cartel.Registry.Hosting;

namespace Cartel.Registry.Security;

/// <summary>The certificate that new connections are shown: read again when its files have changed. What cannot be used is told once, and the former one goes on.</summary>
/// <remarks>The files are compared by what is in them, since behind links it may change without the links' times; at most every ten seconds, when somebody
/// connects. Thread-safe.</remarks>
internal sealed class ServedCertificate
{
    /// <summary>How long a new file may go unnoticed.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly RegistryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ServedCertificate> _log;
    private readonly Lock _one = new();
    private SslStreamCertificateContext _served;
    private string _seen;
    private long _lookedAt;

    /// <exception cref="ArgumentException">It cannot be used.</exception>
    public ServedCertificate(RegistryOptions options, TimeProvider time, ILogger<ServedCertificate> log)
    {
        (_options, _time, _log) = (options, time, log);
        (_seen, _lookedAt) = (Fingerprint(), time.GetTimestamp());
        _served = Read();
    }

    /// <summary>What the next connection is shown.</summary>
    public SslStreamCertificateContext Current()
    {
        lock (_one)
        {
            if (_time.GetElapsedTime(_lookedAt) >= LookEvery) Look();
            return _served;
        }
    }

    private void Look()
    {
        _lookedAt = _time.GetTimestamp();
        var seen = Fingerprint();
        if (seen == _seen) return;

        _seen = seen;
        try
        {
            _served = Read();
            Log.CertificateTaken(_log, _served.TargetCertificate.NotAfter.ToUniversalTime());
        }
        catch (ArgumentException flaw)
        {
            // A certificate that was written before its key: the next look sees both.
            Log.CertificateKept(_log, flaw.Message);
        }
    }

    private SslStreamCertificateContext Read()
    {
        var certificates = Listening.CertificatesOf(_options)!;
        return SslStreamCertificateContext.Create(certificates.First(static one => one.HasPrivateKey), certificates, offline: true);
    }

    private string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in new[] { _options.TlsCertificate, _options.TlsKey }.OfType<string>())
        {
            try
            {
                hash.AppendData(File.ReadAllBytes(file));
            }
            catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
            {
                return missing.Message;
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
