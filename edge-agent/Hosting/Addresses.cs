using System.CommandLine.Parsing;

namespace Cartel.Agent;

/// <summary>Addresses on the command line.</summary>
internal static class Addresses
{
    /// <summary>The address, or an error that shows one.</summary>
    public static Uri? Parse(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return address;

        result.AddError($"{((OptionResult)result.Parent!).Option.Name} takes an address such as http://127.0.0.1:5080, and not “{result.Tokens[0].Value}”");
        return null;
    }
}
