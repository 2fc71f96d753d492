using System.CommandLine.Parsing;
using System.Net;

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

    /// <summary>An address over TLS without a path, or an error that shows one.</summary>
    public static Uri? ParseHttps(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.PathAndQuery == "/" && address.UserInfo.Length == 0) return address;

        result.AddError($"{((OptionResult)result.Parent!).Option.Name} takes an address such as https://192.0.2.7:7443, and not “{result.Tokens[0].Value}”");
        return null;
    }

    /// <summary>An address of this device with a port, or an error that shows one.</summary>
    public static IPEndPoint? ParseEndPoint(ArgumentResult result)
    {
        if (IPEndPoint.TryParse(result.Tokens[0].Value, out var at) && at.Port != 0) return at;

        result.AddError($"{((OptionResult)result.Parent!).Option.Name} takes an address and a port such as 192.0.2.7:7443 or [::]:7443, and not “{result.Tokens[0].Value}”");
        return null;
    }
}
