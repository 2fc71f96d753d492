namespace Cartel.Streams;

/// <summary>Wakes one who waits; a wake that nobody waits for is kept, once.</summary>
internal sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(0, 1);
    private readonly Lock _lock = new();

    public void Set()
    {
        lock (_lock)
        {
            if (_semaphore.CurrentCount == 0) _semaphore.Release();
        }
    }

    public async ValueTask WaitAsync(CancellationToken stop) => await _semaphore.WaitAsync(stop);

    public void Dispose() => _semaphore.Dispose();
}
