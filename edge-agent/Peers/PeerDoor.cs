using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>By what an agent lets others in to fetch its parts: a certificate that it makes for itself, and the key of the tickets.</summary>
/// <remarks>Both are of this process alone and on no disk: others hear of the certificate, and the registry of the key, when the agent registers.
/// So nobody need run an authority for the certificates of a fleet.</remarks>
internal sealed class PeerDoor : IDisposable
{
    // Longer than any process lives; who connects compares the certificate itself, and no dates.
    private const int YearsValid = 20;

    public PeerDoor(string agent, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={agent}", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(now.AddYears(-YearsValid), now.AddYears(YearsValid));
        // On Windows a server needs the key in a store of its own.
        Certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        TicketKey = RandomNumberGenerator.GetBytes(PartTicket.KeyBytes);
    }

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The key of the tickets.</summary>
    public byte[] TicketKey { get; }

    /// <summary>What the registry is told.</summary>
    /// <param name="url">What others reach the agent by.</param>
    public PeerEndpoint EndpointAt(Uri url) => new(url.GetLeftPart(UriPartial.Authority), HashOf(Certificate), Base64Url.EncodeToString(TicketKey));

    /// <summary>By what others know a certificate: the SHA-256 of its bytes (DER), in lower-case hexadecimal digits.</summary>
    public static string HashOf(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));

    /// <inheritdoc/>
    public void Dispose() => Certificate.Dispose();
}
