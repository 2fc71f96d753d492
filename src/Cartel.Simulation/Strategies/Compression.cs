using System.IO.Compression;

namespace Cartel.Simulation;

/// <summary>How long bytes are once they are compressed.</summary>
internal static class Compression
{
    /// <summary>By gzip: what a device affords.</summary>
    public static long Gzip(ReadOnlySpan<byte> bytes)
    {
        using var compressed = new MemoryStream();
        using (var stream = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) stream.Write(bytes);
        return compressed.Length;
    }

    /// <summary>By Brotli: what a server affords.</summary>
    public static long Brotli(ReadOnlySpan<byte> bytes)
    {
        using var compressed = new MemoryStream();
        using (var stream = new BrotliStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) stream.Write(bytes);
        return compressed.Length;
    }
}
