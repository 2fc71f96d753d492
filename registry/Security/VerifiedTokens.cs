using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Cartel.Registry.Security;

/// <summary>Tokens that were found good, by their hashes, until they end or somebody is turned away.</summary>
/// <remarks>Two generations: when the younger is full, the elder is forgotten, so that its memory is bounded whatever comes. Thread-safe.</remarks>
internal sealed class VerifiedTokens
{
    private const int MostInGeneration = 100_000;

    private ConcurrentDictionary<UInt128, Entry> _young = new();
    private ConcurrentDictionary<UInt128, Entry> _old = new();
    private long _revision;
    private int _count;

    /// <summary>Grows whenever everything is forgotten: ask for it before looking somebody up.</summary>
    public long Revision => Interlocked.Read(ref _revision);

    /// <summary>The key of a token: half of its SHA-256, for which nobody finds a second token.</summary>
    public static UInt128 KeyOf(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    public Caller? Find(UInt128 key, DateTimeOffset now)
    {
        if (!Volatile.Read(ref _young).TryGetValue(key, out var entry) && !Volatile.Read(ref _old).TryGetValue(key, out entry)) return null;

        return entry.Until > now && entry.Revision == Revision ? entry.Caller : null;
    }

    /// <summary>Keeps a caller who was looked up at a revision: one of before the last <see cref="Forget"/> is forgotten already.</summary>
    public void Add(UInt128 key, Caller caller, DateTimeOffset until, long revision)
    {
        Volatile.Read(ref _young)[key] = new Entry(caller, until, revision);
        if (Interlocked.Increment(ref _count) < MostInGeneration) return;

        Interlocked.Exchange(ref _count, 0);
        Volatile.Write(ref _old, Interlocked.Exchange(ref _young, new ConcurrentDictionary<UInt128, Entry>()));
    }

    /// <summary>Forgets everything: somebody was turned away.</summary>
    public void Forget() => Interlocked.Increment(ref _revision);

    private sealed record Entry(Caller Caller, DateTimeOffset Until, long Revision);
}
