using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace Cartel.Streams;

/// <summary>A file that is being read while others write, rename or remove it. What is named <c>.gz</c> is unpacked.</summary>
internal sealed class OpenFile : IDisposable
{
    private const int SkipBytes = 16 * 1024;
    private readonly SafeFileHandle _handle;
    private Stream? _unpacked;
    private long _unpackedAt;

    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public OpenFile(string path)
    {
        Path = path;
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        FileId.Unlock(_handle);
        IsPacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        Id = FileId.Of(_handle, path);
    }

    public string Path { get; }

    public FileId Id { get; }

    /// <summary>Whether it is unpacked while it is read: such a file does not grow.</summary>
    public bool IsPacked { get; }

    /// <summary>How many bytes it has; unknown, so without end, for a packed one.</summary>
    public long Length => IsPacked ? long.MaxValue : RandomAccess.GetLength(_handle);

    /// <summary>When it was last written to, in ticks (UTC).</summary>
    public long Written => File.GetLastWriteTimeUtc(_handle).Ticks;

    /// <summary>Whether it is packed and cannot be unpacked beyond what was read: there it ends.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Reads from an offset on; 0 at the end.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public int Read(Span<byte> buffer, long offset)
    {
        if (!IsPacked) return RandomAccess.Read(_handle, buffer, offset);

        try
        {
            Unpack(offset);
            if (_unpackedAt < offset) return 0;

            var read = _unpacked!.Read(buffer);
            _unpackedAt += read;
            return read;
        }
        catch (InvalidDataException)
        {
            IsDamaged = true;
            return 0;
        }
    }

    /// <summary>Whether all that was read before a place is in this file still, as far as its fingerprints tell.</summary>
    public bool Holds(FilePlace place)
    {
        if (Length < place.Offset) return false;

        Span<byte> bytes = stackalloc byte[FilePlace.HeadBytes];
        return Matches(place.Head, 0, bytes) && Matches(place.Before, place.Offset - place.Before.Length, bytes);
    }

    /// <summary>Reads as many bytes as the buffer takes, or the file has.</summary>
    public int ReadFully(Span<byte> buffer, long offset)
    {
        var filled = 0;
        while (filled < buffer.Length && Read(buffer[filled..], offset + filled) is > 0 and var read) filled += read;
        return filled;
    }

    public void Dispose()
    {
        _unpacked?.Dispose();
        _handle.Dispose();
    }

    private bool Matches(Fingerprint expected, long offset, Span<byte> buffer)
    {
        var bytes = buffer[..expected.Length];
        return ReadFully(bytes, offset) == bytes.Length && Fingerprint.Of(bytes) == expected;
    }

    private void Unpack(long offset)
    {
        if (_unpacked is null || offset < _unpackedAt)
        {
            _unpacked?.Dispose();
            _unpacked = new GZipStream(new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), CompressionMode.Decompress);
            _unpackedAt = 0;
        }

        Span<byte> skipped = stackalloc byte[SkipBytes];
        while (_unpackedAt < offset && _unpacked.Read(skipped[..(int)Math.Min(SkipBytes, offset - _unpackedAt)]) is > 0 and var read) _unpackedAt += read;
    }
}
