using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cartel.Streams;

/// <summary>The file that a spool writes to: batches of lines, each with a line behind it that says that it is whole.</summary>
/// <remarks>
/// The first line holds the keys of the batches before, so that files with those may be deleted. What stands behind the last whole batch
/// was being written when the process or the power went: it is cut off before anything else is done, and nobody has read it.
/// </remarks>
internal sealed class SpoolSegment : IDisposable
{
    private const string Header = "#cartel-spool 1 ";
    private const string Trailer = "#batch ";
    private const string NoKey = "-";

    private readonly FileStream _file;

    private SpoolSegment(string path, FileStream file, long length) => (Path, _file, Length) = (path, file, length);

    public string Path { get; }

    /// <summary>How many bytes of whole batches it has.</summary>
    public long Length { get; private set; }

    /// <summary>Begins a new one.</summary>
    public static SpoolSegment Create(string path, IEnumerable<ulong> keys)
    {
        var draft = path + ".new";
        var header = Encoding.UTF8.GetBytes($"{Header}{string.Join(',', keys.Select(static key => key.ToString("x16", CultureInfo.InvariantCulture)))}\n");
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write))
        {
            file.Write(header);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path);
        return new SpoolSegment(path, Writable(path), header.Length);
    }

    /// <summary>Opens one to go on with it; what is not whole is cut off.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="remember">Told of every key in it, from the oldest.</param>
    public static SpoolSegment Open(string path, Action<ulong> remember)
    {
        var whole = Scan(path, remember);
        var file = Writable(path);
        file.SetLength(whole);
        file.Flush(flushToDisk: true);
        return new SpoolSegment(path, file, whole);
    }

    /// <summary>Writes a batch; once this returns it outlives the process and the power.</summary>
    /// <exception cref="IOException">It could not be written; nothing of it stays.</exception>
    public void Append(ReadOnlySpan<byte> lines, int samples, ulong? key)
    {
        var name = key is { } given ? given.ToString("x16", CultureInfo.InvariantCulture) : NoKey;
        var trailer = Encoding.ASCII.GetBytes($"{Trailer}{name} {samples} {lines.Length} {HashOf(lines):x16}\n");
        try
        {
            _file.Position = Length;
            _file.Write(lines);
            _file.Write(trailer);
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            _file.SetLength(Length);
            throw;
        }

        Length += lines.Length + trailer.Length;
    }

    public void Dispose() => _file.Dispose();

    private static FileStream Writable(string path) => new(path, FileMode.Open, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);

    private static long Scan(string path, Action<ulong> remember)
    {
        var bytes = File.ReadAllBytes(path);
        long whole = 0;
        for (var at = 0; at < bytes.Length;)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', at);
            if (end < 0) break;

            var line = bytes.AsSpan(at, end - at);
            if (at == 0 && line.StartsWith(Encoding.ASCII.GetBytes(Header)))
            {
                foreach (var key in Encoding.ASCII.GetString(line[Header.Length..]).Split(',', StringSplitOptions.RemoveEmptyEntries)) Remember(key, remember);
                whole = end + 1;
            }
            else if (line is [(byte)'#', ..] && KeyOfWhole(Encoding.ASCII.GetString(line), bytes.AsSpan((int)whole, at - (int)whole)) is { } key)
            {
                Remember(key, remember);
                whole = end + 1;
            }

            at = end + 1;
        }

        return whole;
    }

    // The key of a batch that a trailer fits; null where it does not.
    private static string? KeyOfWhole(string trailer, ReadOnlySpan<byte> lines)
    {
        var words = trailer.Split(' ');
        return words is [_, var key, _, var length, var hash] && length == lines.Length.ToString(CultureInfo.InvariantCulture)
            && hash == HashOf(lines).ToString("x16", CultureInfo.InvariantCulture)
            ? key
            : null;
    }

    private static void Remember(string key, Action<ulong> remember)
    {
        if (ulong.TryParse(key, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)) remember(number);
    }

    private static ulong HashOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
