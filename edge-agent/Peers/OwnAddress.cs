using System.Net;
using System.Net.Sockets;

namespace Cartel.Agent;

/// <summary>Which of a device's addresses others reach it by.</summary>
internal static class OwnAddress
{
    /// <summary>That by which the device reaches a registry; nothing is sent for it. Null: the network does not say.</summary>
    public static async Task<IPAddress?> TowardsAsync(Uri registry, CancellationToken stop)
    {
        try
        {
            using var probe = new Socket(SocketType.Dgram, ProtocolType.Udp);
            await probe.ConnectAsync(registry.DnsSafeHost, registry.Port, stop);
            var own = ((IPEndPoint)probe.LocalEndPoint!).Address;
            // The number of an interface means nothing to others.
            return own.IsIPv4MappedToIPv6 ? own.MapToIPv4() : new IPAddress(own.GetAddressBytes());
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
