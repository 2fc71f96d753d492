using System.Text;

namespace Cartel.Streams;

/// <summary>Reads the records of a CSV file one by one in constant memory.</summary>
internal sealed class CsvReader : IDisposable
{
    /// <summary>The longest record, in bytes.</summary>
    public const int LongestRecord = 1 << 20;

    private readonly InputFile _file;
    private readonly CsvTokenizer _tokenizer;
    private readonly byte[] _name;
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private int _recordStart;
    private bool _isAtBeginning = true;
    private bool _ended;
    private long _nextLine = 1;

    /// <exception cref="StreamFormatException">The file cannot be opened.</exception>
    public CsvReader(string path, byte delimiter, FileStamp? expected = null)
    {
        _file = new InputFile(path, expected);
        _tokenizer = new CsvTokenizer(delimiter);
        _name = NameOf(path);
    }

    public string Path => _file.Path;

    public FileStamp Stamp => _file.Stamp;

    /// <summary>The line on which the record begins, the first being 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>What is wrong with the record, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>The number of the record's fields; without meaning where there is a problem.</summary>
    public int FieldCount => _tokenizer.Count;

    /// <summary>The record's fields, valid until the next read.</summary>
    public CsvFields Fields => new(_buffer.AsSpan(_recordStart), _tokenizer, _name);

    /// <summary>A field of the record, valid until the next read.</summary>
    public ReadOnlySpan<byte> Field(int index) => Fields[index];

    /// <summary>Goes to the next record that is not an empty line.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="StreamFormatException">The file vanished, changed or broke off.</exception>
    public bool Read()
    {
        while (true)
        {
            if (_isAtBeginning) SkipByteOrderMark();
            Line = _nextLine;
            Problem = null;
            if (_start == _end && !Fill()) return false;

            var result = _tokenizer.Read(_buffer.AsSpan(_start, _end - _start), _ended);
            if (result is CsvToken.NeedsMore && _end - _start <= LongestRecord)
            {
                if (!Fill()) _ended = true;
                continue;
            }

            if (result is not CsvToken.Record) return SetAside(result);
            Take(_tokenizer.Consumed, _tokenizer.LineEnds);
            if (_tokenizer.Consumed > LongestRecord) Problem = TooLong;
            if (_tokenizer.Count > 1 || _tokenizer[0].Length > 0 || Problem is not null) return true;
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>A file's name in UTF-8, without folder, <c>.gz</c> and <c>.csv</c>.</summary>
    public static byte[] NameOf(string path) => Encoding.UTF8.GetBytes(Without(Without(System.IO.Path.GetFileName(path), ".gz"), ".csv"));

    private static string Without(string name, string ending) =>
        name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name[..^ending.Length] : name;

    private static string TooLong => $"the row is longer than {LongestRecord >> 20} MiB";

    private bool SetAside(CsvToken result)
    {
        Problem = result switch
        {
            CsvToken.TextAfterQuote => $"text follows the closing quote of field {_tokenizer.Count}",
            CsvToken.OpenQuote => "a quote is opened and not closed before the end of the file",
            _ when _buffer[_start + LastFieldStart()] == '"' => $"a quote is opened and not closed within {LongestRecord >> 20} MiB",
            _ => TooLong,
        };

        // After an open quote the lines that it would have swallowed are read as rows of their own.
        if (result is CsvToken.TextAfterQuote) Take(_tokenizer.Consumed, _tokenizer.LineEnds);
        SkipLine();
        return true;
    }

    private int LastFieldStart() => Math.Min(_tokenizer.Consumed, _end - _start - 1);

    private void SkipByteOrderMark()
    {
        _isAtBeginning = false;
        while (_end - _start < 3 && Fill())
        {
        }

        if (_buffer.AsSpan(_start, _end - _start).StartsWith("\uFEFF"u8)) _start += 3;
    }

    private void SkipLine()
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                Take(length + 1, 1);
                return;
            }

            _start = _end;
            if (!Fill()) return;
        }
    }

    private void Take(int bytes, int lineEnds)
    {
        _recordStart = _start;
        _start += bytes;
        _nextLine += lineEnds;
    }

    private bool Fill()
    {
        if (_ended) return false;

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);

        var read = _file.Read(_buffer.AsSpan(_end), _nextLine);
        _end += read;
        _ended = read == 0;
        return read > 0;
    }
}
