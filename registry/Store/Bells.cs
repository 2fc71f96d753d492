using System.Collections.Concurrent;

namespace Cartel.Registry.Store;

/// <summary>Wakes those who wait for something to appear. A ring says "look again", no more.</summary>
/// <remarks>Where registries share a Redis, each hears the others' rings (<see cref="RedisBells"/>). A ring may be lost: the sweep rings all bells once a second, so
/// nothing waits for ever.</remarks>
internal sealed class Bells
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _bells = new(StringComparer.Ordinal);

    public static string Events(string ns) => $"events:{ns}";

    public static string Inbox(AgentKey agent) => $"inbox:{agent.Task.Namespace}/{agent.Task.Task}/{agent.Agent}";

    public static string Part(string sha256) => $"part:{sha256}";

    /// <summary>Ends at the next ring. Ask before looking, so that nothing slips between look and wait.</summary>
    public Task Next(string bell) =>
        _bells.GetOrAdd(bell, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Is told of every ring of this registry's own, or null.</summary>
    public Action<string>? Rung { get; set; }

    public void Ring(string bell)
    {
        Hear(bell);
        Rung?.Invoke(bell);
    }

    /// <summary>Rings for those who wait here, and nobody else.</summary>
    public void Hear(string bell)
    {
        if (_bells.TryRemove(bell, out var waiters)) waiters.TrySetResult();
    }

    public void RingAll()
    {
        foreach (var bell in _bells.Keys) Hear(bell);
    }

    /// <summary>Looks until something is there or the token is cancelled, and returns the last look.</summary>
    public async Task<T> LookUntilAsync<T>(string bell, Func<Task<T>> look, Func<T, bool> isThere, CancellationToken stop)
    {
        while (true)
        {
            var ring = Next(bell);
            var seen = await look();
            if (isThere(seen) || stop.IsCancellationRequested) return seen;

            await ring.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
