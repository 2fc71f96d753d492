using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Byte blocks behind their length, in saved state.</summary>
internal static class Blocks
{
    public static void WriteBlock(this BinaryWriter writer, ReadOnlySpan<byte> block)
    {
        writer.Write(block.Length);
        writer.Write(block);
    }

    public static ReadOnlySpan<byte> Block(this ref SpanReader reader) => reader.Bytes(reader.Int32());
}
