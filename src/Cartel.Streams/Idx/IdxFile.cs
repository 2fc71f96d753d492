using System.Buffers.Binary;

namespace Cartel.Streams;

/// <summary>An array of bytes in the IDX format of the MNIST files: a magic number, the sizes big-endian, then the bytes.</summary>
/// <remarks>Y. LeCun, C. Cortes and C. Burges, “The MNIST database of handwritten digits”.</remarks>
internal sealed record IdxFile(string Path, int[] Sizes, byte[] Bytes)
{
    /// <summary>Reads a whole file, gzip or not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dimensions">3 for images, 1 for labels.</param>
    /// <exception cref="StreamFormatException">Another magic number, sizes that do not fit the length, or a file cut short.</exception>
    public static IdxFile Read(string path, int dimensions)
    {
        using var file = new InputFile(path);
        var header = new byte[4 + 4 * dimensions];
        var got = Fill(file, header);
        if (got < 4) throw new StreamFormatException(path, null, $"is no IDX file: it has {got} bytes");

        var magic = BinaryPrimitives.ReadInt32BigEndian(header);
        var due = 0x0800 + dimensions;
        if (magic != due)
        {
            throw new StreamFormatException(
                path, null, $"has the magic number {magic} (0x{magic:X8}); {due} (0x{due:X8}) is due for {Kind(dimensions)}");
        }

        if (got < header.Length)
            throw new StreamFormatException(path, null, $"is cut short within its header: it has {got} bytes");

        var sizes = new int[dimensions];
        for (var i = 0; i < dimensions; i++) sizes[i] = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 + 4 * i));
        return new IdxFile(path, sizes, ReadBytes(file, sizes));
    }

    private static string Kind(int dimensions) => dimensions == 1 ? "labels" : "images";

    private static byte[] ReadBytes(InputFile file, int[] sizes)
    {
        var stated = $"states the sizes {string.Join(" × ", sizes)}";
        if (sizes.Any(static size => size <= 0)) throw new StreamFormatException(file.Path, null, $"{stated}; each must be above 0");

        var due = sizes.Aggregate((Int128)1, static (product, size) => product * size);
        if (due > Array.MaxLength) throw new StreamFormatException(file.Path, null, $"{stated}: more than fits in memory");

        // Grown as bytes arrive: a damaged header must not make us ask for gigabytes.
        var bytes = new byte[(int)Int128.Min(due, 1 << 20)];
        var got = Fill(file, bytes);
        while (got == bytes.Length && got < due)
        {
            Array.Resize(ref bytes, (int)Int128.Min(due, 2L * got));
            got += Fill(file, bytes.AsSpan(got));
        }

        if (got < due) throw new StreamFormatException(file.Path, null, $"{stated}, that is {due} bytes, and holds {got}: cut short");
        if (Fill(file, new byte[1]) > 0)
            throw new StreamFormatException(file.Path, null, $"{stated}, that is {due} bytes, and holds more");

        return bytes;
    }

    private static int Fill(InputFile file, Span<byte> bytes)
    {
        var got = 0;
        int read;
        while (got < bytes.Length && (read = file.Read(bytes[got..], line: null)) > 0) got += read;
        return got;
    }
}
