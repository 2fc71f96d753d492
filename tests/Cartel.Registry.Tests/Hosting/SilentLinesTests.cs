using System.Globalization;
using System.Net.Sockets;
using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Hosting;

/// <summary>What the registry accepts is probed while nothing is said on it.</summary>
internal sealed class SilentLinesTests : RegistryTest
{
    private const string Table = "/proc/net/tcp";
    private const string Established = "01";
    private const string Probe = "02";
    private const double TicksASecond = 100;

    [Test]
    public async Task The_registry_s_end_of_a_silent_connection_is_probed_within_two_minutes()
    {
        if (!File.Exists(Table)) Assert.Ignore("only Linux shows the timers of its sockets");

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(Registry.Address.Host, Registry.Address.Port);
        var ours = ((System.Net.IPEndPoint)socket.LocalEndPoint!).Port;

        // Local address, remote address, state, queues, timer:when (proc(5)).
        var timer = await Eventually.GetAsync(
            async () => (await File.ReadAllLinesAsync(Table))
                .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(row => row[1].EndsWith($":{Registry.Address.Port:X4}", StringComparison.Ordinal) && row[2].EndsWith($":{ours:X4}", StringComparison.Ordinal))
                .Where(static row => row[3] == Established)
                .Select(static row => row[5].Split(':'))
                .SingleOrDefault(),
            static timer => timer is not null);

        Assert.That(timer![0], Is.EqualTo(Probe));
        // By default it is two hours.
        Assert.That(int.Parse(timer[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) / TicksASecond, Is.LessThanOrEqualTo(SilentLines.ProbeAfterSeconds));
    }
}
