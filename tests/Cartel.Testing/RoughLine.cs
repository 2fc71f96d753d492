using System.Net;
using System.Net.Sockets;

namespace Cartel.Testing;

/// <summary>A line to a server that is slow, narrow or broken, as a proxy on 127.0.0.1: for machines whose kernel has no netem.</summary>
/// <remarks>Each way has its delay and its width; what is lost on a real line arrives late here, as TCP sends it again. While it is cut, connections stay
/// open and carry nothing, and new ones are accepted and carry nothing.</remarks>
public sealed class RoughLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, FreePort.Next());
    private readonly CancellationTokenSource _end = new();
    private readonly IPEndPoint _server;
    private readonly TimeSpan _delay;
    private readonly double _bytesPerSecond;
    private readonly Task _serving;
    private volatile bool _isCut;
    private long _connections;

    /// <param name="server">Where it leads.</param>
    /// <param name="delay">One way.</param>
    /// <param name="bitsPerSecond">Each way.</param>
    public RoughLine(IPEndPoint server, TimeSpan delay = default, double bitsPerSecond = double.PositiveInfinity)
    {
        (_server, _delay, _bytesPerSecond) = (server, delay, bitsPerSecond / 8);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Its end here.</summary>
    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Whether it carries nothing.</summary>
    public bool IsCut { get => _isCut; set => _isCut = value; }

    /// <summary>Connections that were begun.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                open.Add(JoinAsync(client));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task JoinAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await PassAsync();
            await far.ConnectAsync(_server, _end.Token);
            (near.NoDelay, far.NoDelay) = (true, true);
            await Task.WhenAny(CarryAsync(near.GetStream(), far.GetStream()), CarryAsync(far.GetStream(), near.GetStream()));
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two went away.
        }
    }

    private async Task CarryAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[1460];
        try
        {
            while (await from.ReadAsync(buffer, _end.Token) is > 0 and var read)
            {
                if (!double.IsPositiveInfinity(_bytesPerSecond)) await WaitAsync(TimeSpan.FromSeconds(read / _bytesPerSecond));
                await PassAsync();
                await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other way ends, too.
        }
    }

    private async Task PassAsync()
    {
        if (_delay > TimeSpan.Zero) await WaitAsync(_delay);
        while (_isCut) await WaitAsync(TimeSpan.FromMilliseconds(20));
    }

    private Task WaitAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, _end.Token);
}
