using System.CommandLine.Parsing;

namespace Cartel.Cli;

/// <summary>Options that are the address of a server.</summary>
internal static class UrlOption
{
    /// <summary>The address of the only token.</summary>
    public static Uri? Parse(ArgumentResult result) => Parse(result, result.Tokens[0].Value);

    /// <summary>The address in one of several tokens; null, and an error, where it is none.</summary>
    public static Uri? Parse(ArgumentResult result, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.PathAndQuery == "/") return address;

        result.AddError($"{((OptionResult)result.Parent!).Option.Name}: “{text}” is not an address such as http://127.0.0.1:5080");
        return null;
    }
}
