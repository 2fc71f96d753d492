using System.Net.Sockets;
using System.Text;
using Cartel.Hosting;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Hosting;

internal sealed class ServiceManagerTests
{
    [Test]
    public void The_service_manager_is_told_on_its_socket()
    {
        using var folder = new TemporaryFolder();
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        manager.Bind(new UnixDomainSocketEndPoint(folder.File("notify")));

        ServiceManager.Tell(ServiceManager.Ready, folder.File("notify"));

        var told = new byte[64];
        Assert.That(Encoding.ASCII.GetString(told, 0, manager.Receive(told)), Is.EqualTo("READY=1"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("/nowhere/at/all")]
    public void Without_one_nothing_happens(string? address) => Assert.That(() => ServiceManager.Tell(ServiceManager.Ready, address), Throws.Nothing);
}
