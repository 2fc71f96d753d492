namespace Cartel.Agent;

/// <summary>What goes over an agent's connections to its registry and to other agents, and whether the registry answers. Thread-safe.</summary>
internal sealed class RegistryTraffic(TimeProvider time)
{
    private long _up;
    private long _down;
    private long _answeredAt;
    private int _reachable = -1;

    /// <summary>Bytes sent.</summary>
    public long Up => Interlocked.Read(ref _up);

    /// <summary>Bytes received.</summary>
    public long Down => Interlocked.Read(ref _down);

    /// <summary>Whether the last request was answered; null: there was none yet.</summary>
    public bool? Reachable => Volatile.Read(ref _reachable) switch { < 0 => null, 0 => false, _ => true };

    /// <summary>When one was answered last.</summary>
    public DateTimeOffset? AnsweredAt => Interlocked.Read(ref _answeredAt) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Counts bytes that were sent.</summary>
    public void Sent(long bytes) => Interlocked.Add(ref _up, bytes);

    /// <summary>Counts bytes that came.</summary>
    public void Received(long bytes) => Interlocked.Add(ref _down, bytes);

    /// <summary>Has requests watched on their way.</summary>
    public HttpMessageHandler Watch(HttpMessageHandler inner) => new Watcher(this, inner);

    private void Answered(bool answered)
    {
        Volatile.Write(ref _reachable, answered ? 1 : 0);
        if (answered) Interlocked.Exchange(ref _answeredAt, time.GetUtcNow().UtcTicks);
    }

    private sealed class Watcher(RegistryTraffic traffic, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                var answer = await base.SendAsync(request, cancellationToken);
                traffic.Answered(true);
                return answer;
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                traffic.Answered(false);
                throw;
            }
        }
    }
}
