namespace Cartel.Streams;

/// <summary>The rows of a feed, one by one, with marks to come back to.</summary>
internal sealed class LiveRows(IByteFeed feed, RowFormat format, int width, Gaps gaps, BadRows badRows, bool strict) : IDisposable
{
    // A flood of bad rows must not keep its reader from all else.
    private const int MostPassed = 1000;
    private const int Shortest = 64 * 1024;

    private readonly float[] _values = new float[width];
    private byte[] _buffer = new byte[Shortest];
    private int _start;
    private int _end;
    private long _offset;
    private long _line = 1;
    private long _headerAt = -1;
    private string? _skippedFrom;
    private FilePlace? _resuming;
    private bool _final;
    private bool _mayHaveMark;
    private bool _headerIsMissed;

    /// <summary>Whether the last read gave up though there is more to read.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Whether nothing will ever come again.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Where the next row begins.</summary>
    public string Mark => _resuming?.ToString() ?? _skippedFrom ?? MarkHere();

    /// <summary>The values of the row that was read last; after a false of no meaning.</summary>
    public ReadOnlySpan<float> Values => _values;

    public int Label => format.Label;

    public string? Key => format.Key;

    /// <summary>Reads the next row.</summary>
    /// <returns>False if there is none now.</returns>
    /// <exception cref="BadRowException">A bad row, when strict.</exception>
    public bool TryRead()
    {
        IsPaused = false;
        for (var passed = 0; passed < MostPassed; passed++)
        {
            var kind = Next();
            if (kind is RowKind.Row) return true;
            if (kind is RowKind.NeedsMore) return false;
        }

        IsPaused = true;
        return false;
    }

    /// <summary>Reads the first file's header, if it is there already.</summary>
    /// <exception cref="StreamFormatException">It lacks what is wanted.</exception>
    public void ReadHeader()
    {
        while (!format.HasHeader)
        {
            var line = _line;
            var kind = Next();
            if (kind is RowKind.NeedsMore) return;
            if (kind is RowKind.Bad or RowKind.BadLine) throw new StreamFormatException(feed.Name, line, format.Reason);
        }
    }

    /// <summary>Goes to a mark, or to the start if it makes no sense.</summary>
    public void Return(string mark)
    {
        feed.Return(mark);
        (_final, HasEnded) = (false, false);
        Begin(0, 1);
    }

    public void Dispose() => feed.Dispose();

    private string MarkHere() => feed.MarkOf(_offset, _line, _buffer.AsSpan(0, _start), _headerAt, format.Inherited);

    private RowKind Next()
    {
        while (true)
        {
            if (_start < _end && Take() is not RowKind.NeedsMore and var kind) return kind;
            if (!Fill()) return RowKind.NeedsMore;
        }
    }

    // What stands at the beginning of the buffer; more is needed where its end is not there.
    private RowKind Take()
    {
        if (_mayHaveMark && !SkipByteOrderMark()) return RowKind.NeedsMore;
        if (_skippedFrom is not null) return SkipLine() ? RowKind.Passed : RowKind.NeedsMore;

        var kind = format.Read(_buffer.AsSpan(_start, _end - _start), _final, _values);
        if (kind is RowKind.Row)
        {
            Move(format.Consumed, format.LineEnds);
            return kind;
        }

        if (kind is RowKind.NeedsMore && _end - _start <= RowFormat.LongestRow) return kind;
        if (kind is RowKind.Header) _headerAt = _offset;
        if (kind is not (RowKind.NeedsMore or RowKind.Bad or RowKind.BadLine))
        {
            Move(format.Consumed, format.LineEnds);
            return kind;
        }

        SetAside(kind);
        return RowKind.Bad;
    }

    private void SetAside(RowKind kind)
    {
        var reason = kind is RowKind.NeedsMore ? $"the row is longer than {RowFormat.LongestRow >> 20} MiB" : format.Reason;
        var bad = new BadRow(feed.Name, _line, reason);
        if (!format.HasHeader && !_headerIsMissed)
        {
            _headerIsMissed = true;
            gaps.Add(Gaps.Header);
        }

        if (strict) throw new BadRowException(bad);
        badRows.Add(bad);
        if (kind is not RowKind.Bad) _skippedFrom = MarkHere();
        if (kind is not RowKind.NeedsMore) Move(format.Consumed, format.LineEnds);
    }

    private bool SkipLine()
    {
        var end = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        Move(end < 0 ? _end - _start : end + 1, end < 0 ? 0 : 1);
        if (end < 0 && !_final) return false;

        _skippedFrom = null;
        return true;
    }

    private bool SkipByteOrderMark()
    {
        if (_end - _start < 3 && !_final) return false;

        _mayHaveMark = false;
        if (_buffer.AsSpan(_start, _end - _start).StartsWith("\uFEFF"u8)) Move(3, 0);
        return _start < _end;
    }

    private void Move(int bytes, int lineEnds)
    {
        _start += bytes;
        _offset += bytes;
        _line += lineEnds;
    }

    // Whether there may be more to take.
    private bool Fill()
    {
        _final = false;
        if (_resuming is not null)
        {
            Resume(_resuming);
            return _resuming is null;
        }

        MakeRoom();
        var read = feed.Read(_buffer.AsSpan(_end), out var count);
        _end += count;
        switch (read)
        {
            case FeedRead.Bytes:
                return true;
            case FeedRead.Opened:
                Resume(feed.Resumed);
                return true;
            case FeedRead.FileEnded or FeedRead.Ended:
                HasEnded = read is FeedRead.Ended && _start == _end;
                return EndFile() || read is FeedRead.FileEnded;
            default:
                return false;
        }
    }

    private bool EndFile()
    {
        if (_start == _end) return false;

        _final = feed.EndsWithRow;
        if (_final) return true;

        gaps.Add(Gaps.Unfinished);
        Move(_end - _start, 0);
        return false;
    }

    private void MakeRoom()
    {
        var kept = Math.Max(0, _start - FilePlace.BeforeBytes);
        if (kept > 0)
        {
            _buffer.AsSpan(kept, _end - kept).CopyTo(_buffer);
            (_start, _end) = (_start - kept, _end - kept);
        }

        if (_buffer.Length > Shortest && _end < Shortest / 2) Array.Resize(ref _buffer, Shortest);
        if (_end > _buffer.Length / 2) Array.Resize(ref _buffer, 2 * _buffer.Length);
    }

    private void Begin(long offset, long line)
    {
        (_start, _end, _offset, _line, _headerAt) = (0, 0, offset, line, -1);
        (_mayHaveMark, _headerIsMissed, _skippedFrom, _resuming) = (offset == 0, false, null, null);
        format.Begin(feed.Name);
    }

    private void Resume(FilePlace? place)
    {
        Begin(0, 1);
        if (place is null) return;

        if (place.Header is { } header) format.Inherit(header);
        else if (place.HeaderAt >= 0 && !ReadHeaderAgain(place)) return;

        // The bytes before it, too: the next mark tells them.
        var known = (int)Math.Min(place.Offset, FilePlace.BeforeBytes);
        feed.GoTo(place.Offset - known);
        (_start, _end, _offset, _line, _headerAt, _mayHaveMark) = (0, 0, place.Offset, place.Line, place.HeaderAt, place.Offset == 0);
        while (_end < known)
        {
            var read = feed.Read(_buffer.AsSpan(_end), out var count);
            _end += count;
            if (read is FeedRead.Opened) Resume(feed.Resumed);
            if (read is FeedRead.Opened) return;
            if (read is not FeedRead.Bytes) break;
        }

        if (_end >= known)
        {
            _start = known;
            return;
        }

        _end = 0;
        feed.GoTo(place.Offset);
    }

    // False: it is another file by now, which has begun; or it cannot be read just now, and is to be tried again.
    private bool ReadHeaderAgain(FilePlace place)
    {
        feed.GoTo(place.HeaderAt);
        (_offset, _mayHaveMark) = (place.HeaderAt, place.HeaderAt == 0);
        while (!format.HasHeader && _offset < place.Offset)
        {
            if (_start < _end && Take() is not RowKind.NeedsMore and var kind)
            {
                if (kind is RowKind.Bad or RowKind.Row) break;
                continue;
            }

            MakeRoom();
            var read = feed.Read(_buffer.AsSpan(_end), out var count);
            _end += count;
            if (read is FeedRead.Bytes) continue;
            if (read is FeedRead.Nothing) _resuming = place;
            else if (read is FeedRead.Opened) Resume(feed.Resumed);
            return read is FeedRead.FileEnded or FeedRead.Ended;
        }

        return true;
    }
}
