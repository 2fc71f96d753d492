using System.IO.Compression;

namespace Cartel.Streams;

/// <summary>A file's bytes, unpacked if they are gzip, whatever the file is called. Its end is an end only if the file is whole.</summary>
internal sealed class InputFile : IDisposable
{
    private readonly Stream _bytes;
    private readonly bool _gzip;
    private long _unpacked;

    /// <exception cref="StreamFormatException">The file cannot be opened, is empty, or is not the one of the stamp.</exception>
    public InputFile(string path, FileStamp? expected = null)
    {
        Path = path;
        Stamp = expected ?? FileStamp.Of(path);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            CheckUnchanged(line: null);
            _gzip = Gzip.IsAt(file);
            _bytes = _gzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new StreamFormatException(path, null, $"cannot be opened: {error.Message}", error);
        }
        catch (StreamFormatException)
        {
            file?.Dispose();
            throw;
        }
    }

    public string Path { get; }

    public FileStamp Stamp { get; }

    /// <summary>The next bytes; 0 at the end of a file that is whole and unchanged.</summary>
    /// <param name="buffer">Not empty.</param>
    /// <param name="line">Where the reader is, for the message.</param>
    /// <exception cref="StreamFormatException">The file vanished, changed, cannot be read, or its gzip is cut short or damaged.</exception>
    public int Read(Span<byte> buffer, long? line)
    {
        try
        {
            var read = _bytes.Read(buffer);
            CheckUnchanged(line);
            _unpacked += read;
            if (read == 0 && _gzip && !Gzip.IsWhole(Path, _unpacked))
                throw new StreamFormatException(Path, line, "the gzip data is cut short here");

            return read;
        }
        catch (InvalidDataException error)
        {
            throw new StreamFormatException(Path, line, "the gzip data is damaged here or soon after", error);
        }
        catch (IOException error)
        {
            throw new StreamFormatException(Path, line, $"cannot be read on: {error.Message}", error);
        }
    }

    public void Dispose() => _bytes.Dispose();

    private void CheckUnchanged(long? line)
    {
        var now = FileStamp.Of(Path);
        if (now != Stamp)
            throw new StreamFormatException(Path, line, $"the file {(now.Exists ? "changed" : "vanished")} while it was read");
    }
}
