using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Cartel.Cli;

/// <summary>One connection to a server over HTTP/1.1, which is kept, with one request on it at a time.</summary>
/// <remarks>It does what a load generator needs and no more, since it shares its cores with the server that it measures: of an answer nothing
/// is parsed but its status and length. Not thread-safe.</remarks>
internal sealed class HttpLine(Uri server, X509ChainPolicy? trust = null) : IAsyncDisposable
{
    private const int MostBytes = 256 * 1024 * 1024;

    private byte[] _received = new byte[16 * 1024];
    private Stream? _stream;

    /// <summary>Sends a whole request and reads the whole answer; connects if need be.</summary>
    /// <exception cref="IOException">The connection broke; the next request makes a new one.</exception>
    /// <exception cref="SocketException">There is nobody to connect to.</exception>
    /// <exception cref="InvalidDataException">What came is no answer.</exception>
    public async ValueTask<HttpReply> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        var whole = false;
        try
        {
            _stream ??= await ConnectAsync(cancellation);
            await _stream.WriteAsync(request, cancellation);
            var reply = await ReadAsync(_stream, cancellation);
            whole = !reply.Closes;
            return reply;
        }
        finally
        {
            // What is left of an answer must not be read as the next one.
            if (!whole) await DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stream is { } stream) await stream.DisposeAsync();
        _stream = null;
    }

    private async ValueTask<HttpReply> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        for (var length = 0; ;)
        {
            var count = await stream.ReadAsync(_received.AsMemory(length), cancellation);
            if (count == 0) throw new IOException("the server closed the connection before it had answered");

            length += count;
            if (HttpReply.TryRead(_received.AsMemory(0, length), out var reply)) return reply;
            if (length < _received.Length) continue;
            if (length >= MostBytes) throw new InvalidDataException($"the answer is longer than {MostBytes} bytes");

            Array.Resize(ref _received, 2 * length);
        }
    }

    private async Task<Stream> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, cancellation);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (server.Scheme != Uri.UriSchemeHttps) return stream;

            var secured = new SslStream(stream);
            stream = secured;
            await secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = server.Host, CertificateChainPolicy = trust?.Clone() }, cancellation);
            return secured;
        }
        catch
        {
            if (stream is not null) await stream.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }
}
