namespace Cartel.Registry.Store;

/// <summary>Has something done for each key by one at a time: all who ask for it while it is under way share the next run.</summary>
/// <remarks>A run begins after whoever shares it has asked, so it sees what they have done before. Thread-safe.</remarks>
internal sealed class SharedRuns<TKey>
    where TKey : notnull
{
    private readonly Lock _one = new();
    private readonly Dictionary<TKey, Task> _last = [];
    private readonly Dictionary<TKey, Task> _next = [];

    /// <summary>Ends when a run has ended that began after this call; fails as that run fails.</summary>
    /// <param name="key">What for.</param>
    /// <param name="run">Does it; the same for all calls with this key.</param>
    public Task RunAsync(TKey key, Func<Task> run)
    {
        lock (_one)
        {
            if (!_next.TryGetValue(key, out var next)) _last[key] = _next[key] = next = RunAfterAsync(_last.GetValueOrDefault(key, Task.CompletedTask), key, run);
            return next;
        }
    }

    private async Task RunAfterAsync(Task before, TKey key, Func<Task> run)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        lock (_one) _next.Remove(key);
        try
        {
            await run();
        }
        finally
        {
            lock (_one)
            {
                if (!_next.ContainsKey(key)) _last.Remove(key);
            }
        }
    }
}
