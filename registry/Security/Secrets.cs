using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Cartel.Registry.Security;

/// <summary>Tokens that people carry: 256 random bits behind a word that tells what they are. Only their hashes are kept.</summary>
/// <remarks>SHA-256 without salt or repetition: nobody guesses 256 bits, however fast the hash.</remarks>
internal static class Secrets
{
    public const string ApiPrefix = "cartel_api_";
    public const string EnrollmentPrefix = "cartel_enroll_";

    private const int RandomBytes = 32;
    private const int IdDigits = 12;

    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>By which people name a token: the beginning of its hash.</summary>
    public static string IdOf(string hash) => hash[..IdDigits];
}
