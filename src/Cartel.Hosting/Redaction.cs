using System.Text.RegularExpressions;

namespace Cartel.Hosting;

/// <summary>Leaves out of a text what nobody else may read.</summary>
public static partial class Redaction
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mask = "…";

    /// <summary>The text without passwords, tokens, keys, and the user and password of an address.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = PrivateKey().Replace(text, Mask);
        text = UserOfAddress().Replace(text, $"://{Mask}@");
        text = Named().Replace(text, $"$1{Mask}");
        return Token().Replace(text, Mask);
    }

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)", RegexOptions.Singleline)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"://[^/\s@""']+@")]
    private static partial Regex UserOfAddress();

    [GeneratedRegex("""((?:password|passwd|secret|token|api[_-]?key|authorization|bearer)["']?\s*[=:]\s*["']?)[^\s,;"'&]+""", RegexOptions.IgnoreCase)]
    private static partial Regex Named();

    // Cartel's own tokens, and JSON web tokens.
    [GeneratedRegex(@"cartel_[a-z]+_[A-Za-z0-9_.-]+|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")]
    private static partial Regex Token();
}
