using System.Security.Cryptography;
using StackExchange.Redis;

namespace Cartel.Registry.Store;

/// <summary>The bytes of relayed parts in Redis, in chunks. However many parts travel at once, no more than 2 MiB are on their way.</summary>
internal sealed class RedisChunks(RedisConnection redis) : IDisposable
{
    /// <summary>Below the size from which .NET keeps arrays until a full collection.</summary>
    public const int ChunkBytes = 64 * 1024;

    private const int Window = 4;
    private const int MostOnTheWay = 32;
    private const int KeysAtOnce = 512;

    private readonly SemaphoreSlim _way = new(MostOnTheWay);

    public void Dispose() => _way.Dispose();

    /// <summary>Writes a stream's bytes, and checks that they are the part's.</summary>
    public async Task<(long Bytes, Upload? Flaw)> WriteAsync(
        PartKey part, string upload, Stream content, long mostBytes, TimeSpan lifetime, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Made when they are needed: most parts have one chunk.
        var buffers = new byte[Window][];
        var writing = new Task[Window];
        Array.Fill(writing, Task.CompletedTask);
        try
        {
            var bytes = 0L;
            for (var number = 0L; ; number++)
            {
                var slot = (int)(number % Window);
                await writing[slot];
                buffers[slot] ??= new byte[ChunkBytes];
                var count = await content.ReadAtLeastAsync(buffers[slot], ChunkBytes, throwOnEndOfStream: false, cancellation);
                if (count == 0) break;
                if ((bytes += count) > mostBytes) return (bytes, Upload.TooLarge);

                hash.AppendData(buffers[slot], 0, count);
                writing[slot] = WriteAsync(RedisKeys.PartChunk(part, upload, number), count == ChunkBytes ? buffers[slot] : buffers[slot][..count], lifetime, cancellation);
            }

            await Task.WhenAll(writing);
            return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()) == part.Sha256 ? null : Upload.WrongHash);
        }
        finally
        {
            // What is still on its way must not come after what deletes it.
            await Task.WhenAll(writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads a chunk, or null if it is gone.</summary>
    public async Task<byte[]?> TryReadAsync(PartKey part, string upload, long number, CancellationToken cancellation)
    {
        await _way.WaitAsync(cancellation);
        try
        {
            return (byte[]?)await redis.RunAsync(RedisKeys.PartChunk(part, upload, number), static (database, at) => database.StringGetAsync(at), cancellation);
        }
        finally
        {
            _way.Release();
        }
    }

    /// <summary>Sets how long a part's chunks last; false if some are gone.</summary>
    public async Task<bool> ExtendAsync(PartKey part, PartHead head, TimeSpan lifetime, CancellationToken cancellation)
    {
        var found = 0L;
        foreach (var keys in Keys(part, head).Chunk(KeysAtOnce))
            found += (long)await redis.ScriptAsync(RedisPartScripts.Extend, keys, [(long)lifetime.TotalMilliseconds], cancellation);
        return found == head.Chunks;
    }

    /// <summary>Deletes chunks; those that cannot be deleted now expire by themselves.</summary>
    /// <param name="part">The part.</param>
    /// <param name="head">Its upload; without a length, one that was given up.</param>
    /// <param name="mostBytes">How long such a one may have become.</param>
    public async Task TryDeleteAsync(PartKey part, PartHead head, long mostBytes)
    {
        try
        {
            var given = head.Bytes == 0 ? head with { Bytes = mostBytes } : head;
            foreach (var keys in Keys(part, given).Chunk(KeysAtOnce))
            {
                // Of an upload that was given up the end is where nothing is any more; the window may have left a gap before it.
                if (await redis.RunAsync(keys[0], (database, _) => database.KeyDeleteAsync(keys), CancellationToken.None) == 0) return;
            }
        }
        catch (StoreUnavailableException)
        {
        }
    }

    private async Task WriteAsync(RedisKey key, byte[] chunk, TimeSpan lifetime, CancellationToken cancellation)
    {
        await _way.WaitAsync(cancellation);
        try
        {
            await redis.RunAsync(key, (database, at) => database.StringSetAsync(at, chunk, lifetime), cancellation);
        }
        finally
        {
            _way.Release();
        }
    }

    private static IEnumerable<RedisKey> Keys(PartKey part, PartHead head)
    {
        for (var number = 0L; number < head.Chunks; number++) yield return RedisKeys.PartChunk(part, head.Upload, number);
    }
}
