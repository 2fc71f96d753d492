using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cartel.Cli.Tests.Load;

/// <summary>The line against a server that answers byte by byte as the test says.</summary>
public sealed class HttpLineTests
{
    private static readonly byte[] Request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray();

    private TcpListener _server = null!;

    [SetUp]
    public void Listen()
    {
        _server = new TcpListener(IPAddress.Loopback, 0);
        _server.Start();
    }

    [TearDown]
    public void Close() => _server.Dispose();

    [Test]
    public async Task A_line_is_used_again_and_takes_an_answer_larger_than_its_room()
    {
        await using var line = Line();
        var large = new string('x', 100_000);
        var serving = ServeAsync(["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", $"HTTP/1.1 200 OK\r\nContent-Length: {large.Length}\r\n\r\n{large}"]);

        var first = Encoding.ASCII.GetString((await line.SendAsync(Request, default)).Body.Span);
        var second = Encoding.ASCII.GetString((await line.SendAsync(Request, default)).Body.Span);

        Assert.Multiple(() =>
        {
            Assert.That(first, Is.EqualTo("ok"));
            Assert.That(second, Is.EqualTo(large));
        });
        await serving;
    }

    [Test]
    public async Task A_broken_line_says_so_and_the_next_request_makes_a_new_one()
    {
        await using var line = Line();
        var serving = ServeAsync(["HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"]);
        Assert.That(async () => await line.SendAsync(Request, default), Throws.InstanceOf<IOException>());
        await serving;

        var again = ServeAsync(["HTTP/1.1 204 No Content\r\n\r\n"]);

        Assert.That((await line.SendAsync(Request, default)).Status, Is.EqualTo(204));
        await again;
    }

    private HttpLine Line() => new(new Uri($"http://127.0.0.1:{((IPEndPoint)_server.LocalEndpoint).Port}"));

    /// <summary>Takes one connection, gives these answers on it, and closes it.</summary>
    private async Task ServeAsync(string[] answers)
    {
        using var client = await _server.AcceptTcpClientAsync();
        var stream = client.GetStream();
        foreach (var answer in answers)
        {
            await stream.ReadExactlyAsync(new byte[Request.Length]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        }
    }
}
