namespace Cartel.Registry.Replica;

/// <summary>A value that is read again when its version is another.</summary>
/// <remarks>Thread-safe. What was read while somebody dropped it is not kept: it may be from before.</remarks>
internal sealed class Versioned<T>
    where T : class
{
    private Entry? _entry;
    private long _drops;

    /// <summary>The value of a version, or by <paramref name="read"/> that which stands now; null where there is none.</summary>
    public async ValueTask<T?> GetAsync(long version, Func<Task<T?>> read)
    {
        if (Volatile.Read(ref _entry) is { } entry && entry.Version == version) return entry.Value;

        var drops = Interlocked.Read(ref _drops);
        var value = await read();
        if (value is not null && Interlocked.Read(ref _drops) == drops) Volatile.Write(ref _entry, new Entry(version, value));
        return value;
    }

    public void Drop()
    {
        Interlocked.Increment(ref _drops);
        Volatile.Write(ref _entry, null);
    }

    private sealed record Entry(long Version, T Value);
}
