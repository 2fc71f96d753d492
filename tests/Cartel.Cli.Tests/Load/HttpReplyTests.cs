using System.Text;

namespace Cartel.Cli.Tests.Load;

public sealed class HttpReplyTests
{
    private const string Plain = "HTTP/1.1 200 OK\r\nDate: x\r\ncontent-length: 5\r\n\r\nhello";
    private const string Chunked = "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\na\r\n, the rest\r\n0\r\n\r\n";

    [TestCase(Plain, 200, "hello")]
    [TestCase(Chunked, 404, "hello, the rest")]
    [TestCase("HTTP/1.1 204 No Content\r\nDate: x\r\n\r\n", 204, "")]
    [TestCase("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304, "", Description = "RFC 9110, 15.4.5: it has no body")]
    public void An_answer_is_read_once_its_last_byte_is_there(string text, int status, string body)
    {
        for (var length = 0; length < text.Length; length++)
            Assert.That(HttpReply.TryRead(Encoding.ASCII.GetBytes(text[..length]), out _), Is.False, $"{length} of {text.Length} bytes");

        Assert.That(HttpReply.TryRead(Encoding.ASCII.GetBytes(text), out var reply), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That(reply.Status, Is.EqualTo(status));
            Assert.That(Encoding.ASCII.GetString(reply.Body.Span), Is.EqualTo(body));
            Assert.That(reply.Closes, Is.False);
        });
    }

    [Test]
    public void An_answer_says_that_it_is_the_last_of_its_connection()
    {
        HttpReply.TryRead("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), out var reply);

        Assert.That(reply.Closes, Is.True);
    }

    [TestCase("SSH-2.0-OpenSSH_9.6\r\n\r\n")]
    [TestCase("HTTP/1.1 abc OK\r\n\r\n")]
    [TestCase("HTTP/1.1\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nDate: x\r\n\r\n", Description = "neither a length nor chunks")]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n")]
    public void What_is_no_answer_is_refused(string text) =>
        Assert.That(() => HttpReply.TryRead(Encoding.ASCII.GetBytes(text), out _), Throws.TypeOf<InvalidDataException>());
}
