using System.Net;
using System.Net.Sockets;
using System.Text;
using Cartel.Testing;
using Microsoft.AspNetCore.Http;

namespace Cartel.Agent.Tests.Local;

/// <summary>Who is served, and how much.</summary>
public sealed class LocalServerTests
{
    [TestCase("localhost", true)]
    [TestCase("LocalHost:9464", true)]
    [TestCase("127.0.0.1:9464", true)]
    [TestCase("127.1.2.3", true)]
    [TestCase("[::1]:9464", true)]
    [TestCase("evil.example", false)]
    [TestCase("localhost.evil.example", false)]
    [TestCase("192.168.0.1:9464", false)]
    [TestCase("0.0.0.0", false)]
    [TestCase("", false)]
    public void A_host_is_local_by_its_name(string host, bool local) => Assert.That(LocalServer.IsLocal(new HostString(host)), Is.EqualTo(local));

    [Test]
    public async Task It_listens_on_loopback_alone()
    {
        var port = FreePort.Next();
        await using var server = await LocalServer.StartAsync(port, static http => http.Response.WriteAsync("here"), default);

        foreach (var address in (IPAddress[])[IPAddress.Loopback, .. Socket.OSSupportsIPv6 ? (IPAddress[])[IPAddress.IPv6Loopback] : []])
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            Assert.That(async () => await socket.ConnectAsync(address, port), Throws.Nothing, $"{address}");
        }

        foreach (var address in Dns.GetHostAddresses(Dns.GetHostName()).Where(static one => !IPAddress.IsLoopback(one)))
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            Assert.That(async () => await socket.ConnectAsync(address, port), Throws.TypeOf<SocketException>(), $"{address}");
        }
    }

    [Test]
    public async Task A_port_that_is_taken_is_an_error()
    {
        using var taken = new TcpListener(IPAddress.Loopback, FreePort.Next());
        taken.Start();

        Assert.That(async () => await LocalServer.StartAsync(((IPEndPoint)taken.LocalEndpoint).Port, static _ => Task.CompletedTask, default), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task A_body_that_is_too_long_is_refused_before_it_is_read()
    {
        var port = FreePort.Next();
        await using var server = await LocalServer.StartAsync(port, static async http => await http.Request.Body.CopyToAsync(Stream.Null), default);
        Assert.That(await AnswerAsync(port, $"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {LocalServer.MostBodyBytes + 1}\r\n\r\n"), Does.StartWith("HTTP/1.1 413"));
    }

    [Test]
    public async Task Heads_that_are_too_long_are_refused()
    {
        var port = FreePort.Next();
        await using var server = await LocalServer.StartAsync(port, static _ => Task.CompletedTask, default);
        Assert.That(await AnswerAsync(port, $"GET / HTTP/1.1\r\nHost: localhost\r\nX: {new string('x', 20_000)}\r\n\r\n"), Does.StartWith("HTTP/1.1 431"));
    }

    private static async Task<string?> AnswerAsync(int port, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync();
    }
}
