using System.Buffers;
using System.Runtime.InteropServices;

namespace Cartel.Onnx;

/// <summary>The bytes of an array, where they are: tables of megabytes are not copied before they are written.</summary>
/// <param name="array">Not to be changed from now on.</param>
internal sealed class ArrayBytes<T>(T[] array) : MemoryManager<byte>
    where T : unmanaged
{
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(array.AsSpan());

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("who writes a model reads its bytes as a span");

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
