using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cartel.Streams;

/// <summary>The keys of the last batches, so that one that is sent again is not learned again.</summary>
internal sealed class SpoolKeys(int capacity)
{
    private const int BytesOfKey = 17;
    private const int BytesOfHeader = 32;

    private readonly Queue<ulong> _order = new();
    private readonly HashSet<ulong> _known = [];

    /// <summary>From the oldest.</summary>
    public IEnumerable<ulong> All => _order;

    /// <summary>How many bytes they take at the head of a file, at most.</summary>
    public int Bytes => BytesOfHeader + BytesOfKey * _order.Count;

    public static ulong HashOf(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    public bool Contains(ulong key) => _known.Contains(key);

    public void Add(ulong key)
    {
        if (capacity == 0 || !_known.Add(key)) return;

        _order.Enqueue(key);
        if (_order.Count > capacity) _known.Remove(_order.Dequeue());
    }
}
