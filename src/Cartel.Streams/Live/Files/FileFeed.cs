namespace Cartel.Streams;

/// <summary>The bytes of files that grow, and are renamed, cut short, removed and begun anew meanwhile.</summary>
/// <remarks>
/// What was read is never assumed to be there still: the bytes before each read are compared with those that were read before. Where they
/// differ, the file was cut short; the rest may stand in a copy (<c>copytruncate</c>), which is looked for.
/// </remarks>
internal sealed class FileFeed(string name, IFileOrder order, bool follow, Gaps gaps, PollDelay delay) : IByteFeed
{
    // Names change one after the other while files are rotated: only what is missing twice is gone.
    private const int MissesToBelieve = 2;

    private readonly byte[] _head = new byte[FilePlace.HeadBytes];
    private readonly byte[] _before = new byte[FilePlace.BeforeBytes];
    private int _headLength;
    private int _beforeLength;
    private OpenFile? _file;
    private long _offset;
    private FilePlace? _last;
    private long _written;
    private FilePlace? _sought;
    private bool _seeksMark;
    private FileRef? _next;
    private int _misses;
    private bool _isUnreadable;
    private bool _isDamageTold;
    private bool _hasEnded;

    public string Name => _file?.Path ?? name;

    public bool EndsWithRow => !follow || order.EndsWithRow;

    public FilePlace? Resumed { get; private set; }

    public FeedRead Read(Span<byte> buffer, out int count)
    {
        count = 0;
        if (_hasEnded) return FeedRead.Ended;

        try
        {
            var read = _file is null ? Open() : ReadOn(buffer, out count);
            _isUnreadable = false;
            if (read is not FeedRead.Nothing) delay.Reset();
            return read;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (!_isUnreadable) gaps.Add(Gaps.Unreadable);
            _isUnreadable = true;
            count = 0;
            Leave();
            SeekLast();
            return FeedRead.Nothing;
        }
    }

    public void GoTo(long offset)
    {
        (_offset, _beforeLength) = (offset, 0);
        var known = (int)Math.Min(offset, _before.Length);
        try
        {
            if (_file?.ReadFully(_before.AsSpan(0, known), offset - known) == known) _beforeLength = known;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next read will meet it, too, and count it.
        }
    }

    public string MarkOf(long offset, long line, ReadOnlySpan<byte> before, long headerAt, string? header)
    {
        if (_seeksMark) return _sought!.ToString();
        return Here(offset, before) is { } place ? (place with { Line = line, HeaderAt = headerAt, Header = header }).ToString() : "";
    }

    public void Return(string mark)
    {
        Close();
        _sought = FilePlace.Parse(mark);
        _seeksMark = _sought is not null;
        _next = null;
        _hasEnded = false;
    }

    public ValueTask WaitAsync(CancellationToken stop) => delay.WaitAsync(stop);

    public void Dispose() => Close();

    private FeedRead ReadOn(Span<byte> buffer, out int count)
    {
        if (TryRead(buffer, out count)) return FeedRead.Bytes;
        if (_file is null) return Open();
        if (order.After(_file) is not { } next) return follow ? FeedRead.Nothing : End();

        // What was written here between the last look and the next file's first row.
        if (TryRead(buffer, out count)) return FeedRead.Bytes;
        if (_file is null) return Open();

        if (order.Find(Here()!) is { } found && found.Id != _file.Id)
        {
            // Replaced by a longer copy of itself, as some tools of synchronisation do it.
            Leave();
            return Open();
        }

        Close();
        _next = next;
        return FeedRead.FileEnded;
    }

    private FeedRead End()
    {
        _hasEnded = true;
        return FeedRead.Ended;
    }

    // False: nothing there, or the file is not what it was and has been left.
    private bool TryRead(Span<byte> buffer, out int count)
    {
        var readable = order.Readable(_file!.Path) - _offset;
        count = readable <= 0 ? 0 : _file.Read(buffer.Length > readable ? buffer[..(int)readable] : buffer, _offset);
        if (count > 0 ? !IsUnbroken() : _file.Length < _offset)
        {
            count = 0;
            Leave();
            return false;
        }

        if (_file.IsDamaged && !_isDamageTold) gaps.Add(Gaps.Damaged);
        _isDamageTold = _file.IsDamaged;
        if (count == 0) return false;

        // Not later: once it is cut short, its time is that of another content.
        _written = _file.Written;
        Remember(buffer[..count]);
        return true;
    }

    private bool IsUnbroken()
    {
        if (_file!.IsPacked) return true;

        Span<byte> now = stackalloc byte[FilePlace.BeforeBytes];
        now = now[.._beforeLength];
        return _file.ReadFully(now, _offset - _beforeLength) == _beforeLength && now.SequenceEqual(_before.AsSpan(0, _beforeLength));
    }

    private void Remember(ReadOnlySpan<byte> bytes)
    {
        if (_offset == _headLength && _headLength < _head.Length)
        {
            var more = bytes[..Math.Min(bytes.Length, _head.Length - _headLength)];
            more.CopyTo(_head.AsSpan(_headLength));
            _headLength += more.Length;
        }

        if (bytes.Length >= _before.Length)
        {
            bytes[^_before.Length..].CopyTo(_before);
            _beforeLength = _before.Length;
        }
        else
        {
            var kept = Math.Min(_beforeLength, _before.Length - bytes.Length);
            _before.AsSpan(_beforeLength - kept, kept).CopyTo(_before);
            bytes.CopyTo(_before.AsSpan(kept));
            _beforeLength = kept + bytes.Length;
        }

        _offset += bytes.Length;
    }

    private FilePlace? Here() => Here(_offset, _before.AsSpan(0, _beforeLength));

    // Also of a file that can no longer be asked.
    private FilePlace? Here(long offset, ReadOnlySpan<byte> before) =>
        _last is null ? null : _last with
        {
            Written = _written,
            Offset = offset,
            Head = Fingerprint.Of(_head.AsSpan(0, (int)Math.Min(offset, _headLength))),
            Before = Fingerprint.Of(before.Length > FilePlace.BeforeBytes ? before[^FilePlace.BeforeBytes..] : before),
        };

    // What was read and not yet used stays valid: the reader goes on where it was, once the place is found again.
    private void Leave()
    {
        if (_file is null) return;

        _sought = Here();
        _seeksMark = false;
        Close();
    }

    // The file that was to be next is another by now: the one before tells which it is.
    private void SeekLast()
    {
        if (_next is null) return;

        (_next, _sought, _seeksMark) = (null, Here(), false);
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    private FeedRead Open()
    {
        if (_sought is not { } place) return (_next ?? order.First()) is { } first ? Begin(first, null) : Missing();

        if (order.Find(place) is { } found) return Begin(found, place);
        if (_misses + 1 < MissesToBelieve || order.AfterGone(place) is not { } after) return Missing();

        var read = Begin(after, null);
        if (read is FeedRead.Opened) gaps.Add(after.Id == place.Id ? Gaps.Truncated : Gaps.Vanished);
        return read;
    }

    private FeedRead Missing()
    {
        if (!follow) return End();
        if (++_misses == MissesToBelieve) gaps.Add(Gaps.Missing);
        return FeedRead.Nothing;
    }

    private FeedRead Begin(FileRef file, FilePlace? place)
    {
        var opened = new OpenFile(file.Path);
        if (opened.Id != file.Id)
        {
            opened.Dispose();
            SeekLast();
            return FeedRead.Nothing;
        }

        _file = opened;
        (_next, _sought, _misses) = (null, null, 0);
        _last = new FilePlace(Path.GetFileName(file.Path), file.Id, 0, 0, 0, default, default, -1, null);
        _written = opened.Written;
        if (place is not null && !_seeksMark)
        {
            // The same bytes in another file: nothing to begin.
            return FeedRead.Bytes;
        }

        _seeksMark = false;
        Resumed = place;
        _headLength = place is null ? 0 : opened.ReadFully(_head.AsSpan(0, place.Head.Length), 0);
        GoTo(place?.Offset ?? 0);
        return FeedRead.Opened;
    }
}
