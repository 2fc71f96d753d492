using System.Text;
using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Byte blocks and texts behind their length, in saved state.</summary>
internal static class Blocks
{
    public static void WriteBlock(this BinaryWriter writer, ReadOnlySpan<byte> block)
    {
        writer.Write(block.Length);
        writer.Write(block);
    }

    public static ReadOnlySpan<byte> Block(this ref SpanReader reader) => reader.Bytes(reader.Int32());

    public static void WriteText(this BinaryWriter writer, string text) => writer.WriteBlock(Encoding.UTF8.GetBytes(text));

    public static string Text(this ref SpanReader reader) => Encoding.UTF8.GetString(reader.Block());
}
