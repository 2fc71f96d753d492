using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Cartel.Registry.Security;

/// <summary>Whose <c>X-Forwarded-For</c> is believed: a proxy's on this machine, and those that the operator names. Anybody else could claim
/// to be anybody, and limits and the audit log go by addresses.</summary>
internal static class TrustedProxies
{
    /// <summary>The option of the command line.</summary>
    public static Option<IPNetwork[]> CreateOption() => new("--trusted-proxies")
    {
        Description = "Addresses and networks of proxies on other machines, whose X-Forwarded-For is believed",
        HelpName = "10.0.0.5,10.1.0.0/16",
        CustomParser = Parse,
    };

    /// <summary>The middleware's settings: of the chain of proxies that a request came through, the last address that none of ours vouches for.</summary>
    public static ForwardedHeadersOptions Headers(IReadOnlyList<IPNetwork> trusted)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        foreach (var network in trusted) options.KnownIPNetworks.Add(network);
        return options;
    }

    private static IPNetwork[] Parse(ArgumentResult result)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPNetwork.TryParse(text, out var network)) networks.Add(network);
            else if (IPAddress.TryParse(text, out var address)) networks.Add(new IPNetwork(address, 8 * address.GetAddressBytes().Length));
            else result.AddError($"--trusted-proxies: “{text}” is neither an address, such as 10.0.0.5, nor a network, such as 10.1.0.0/16");
        }

        return [.. networks];
    }
}
