using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cartel.Protocol;

/// <summary>Trust in a registry whose certificate comes from an authority of one's own.</summary>
public static class PrivateAuthority
{
    /// <summary>Trusts the certificates in a file, and those that they signed, and no others.</summary>
    /// <param name="file">The authorities' certificates (PEM).</param>
    /// <exception cref="InvalidDataException">The file holds none.</exception>
    public static X509ChainPolicy Trust(string file)
    {
        // What a private authority has revoked is seldom published.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (CryptographicException flaw)
        {
            throw new InvalidDataException($"{file} is no file of certificates (PEM): {flaw.Message}", flaw);
        }

        return policy.CustomTrustStore.Count > 0 ? policy : throw new InvalidDataException($"{file} holds no certificate (PEM)");
    }
}
