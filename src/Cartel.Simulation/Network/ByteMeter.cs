namespace Cartel.Simulation;

/// <summary>Bytes that crossed the network, by kind.</summary>
public sealed class ByteMeter
{
    private readonly long[] _bytes = new long[Enum.GetValues<MessageKind>().Length];

    /// <summary>Bytes of a kind.</summary>
    public long this[MessageKind kind] => _bytes[(int)kind];

    /// <summary>All bytes.</summary>
    public long Total => _bytes.Sum();

    internal void Add(MessageKind kind, long bytes) => _bytes[(int)kind] += bytes;
}
