using System.Text.RegularExpressions;

namespace Cartel.Hosting;

/// <summary>Leaves out of a text what nobody else may read.</summary>
/// <remarks>The patterns are interpreted: to compile them would take a device 9 MB, for a few short texts.</remarks>
public static class Redaction
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mask = "…";

    private static readonly Regex PrivateKey = new("-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)", RegexOptions.Singleline);

    // A password may hold an @ of its own: the last one before the path ends it.
    private static readonly Regex UserOfAddress = new(@"://[^/\s""']+@");

    // What is quoted goes to its closing quote, in a JSON text within JSON, too; of a header also what follows the scheme.
    private static readonly Regex Named = new("""
        ((?:password|passwd|pwd|passphrase|secret|token|api[_-]?key|access[_-]?key|authorization|cookie)(?:\\?["'])?\s*[=:]\s*)
        (?:(?<quote>\\")(?:(?!\\").)*|(?<quote>")(?:\\.|[^"\\])*|(?<quote>')[^']*|(?:(?:bearer|basic|digest|negotiate)\s+)?[^\s,;"'&]+)
        |(?<=\b(?:bearer|basic)\s)(?=\S*[0-9=])[A-Za-z0-9+/._~-]{8,}=*
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace);

    // Cartel's own tokens, and JSON web tokens.
    private static readonly Regex Token = new(@"cartel_[a-z]+_[A-Za-z0-9_.-]+|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*");

    /// <summary>The text without passwords, tokens, keys, and the user and password of an address.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = PrivateKey.Replace(text, Mask);
        text = UserOfAddress.Replace(text, $"://{Mask}@");
        text = Named.Replace(text, $"$1${{quote}}{Mask}");
        return Token.Replace(text, Mask);
    }
}
