using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Batches of JSON lines on disk, in a bounded number of bytes, until they are learned: what <see cref="Spool"/> and <see cref="LabelSpool"/> are made of.</summary>
internal sealed class SpoolStore : IDisposable
{
    public const string Pattern = "spool-*.jsonl";
    private const long LeastCapacity = 64 * 1024;
    private const long LargestSegment = 4 << 20;
    private const int MostRemembered = 10_000;
    private const int LongestBatchKey = 1024;
    private const int LongestTrailer = 80;

    private readonly string _folder;
    private readonly SpoolOptions _options;
    private readonly long _segmentBytes;
    private readonly int _largestBatch;
    private readonly SpoolKeys _keys;
    private readonly SpoolBatch _batch;
    private readonly Lock _lock = new();
    private SpoolSegment _last;
    private long _olderBytes;

    // What its reader sees, which does not wait for who writes.
    private volatile SpoolEnd _end;

    /// <param name="folder">The folder, which is made if need be.</param>
    /// <param name="columns">What each line has to have.</param>
    /// <param name="options">How it reads and keeps.</param>
    /// <param name="time">By what its reader waits.</param>
    public SpoolStore(string folder, RowColumns columns, SpoolOptions options, TimeProvider time)
    {
        Require.Between(options.CapacityBytes, LeastCapacity, long.MaxValue);
        Directory.CreateDirectory(folder);
        _folder = Path.GetFullPath(folder);
        _options = options;
        _segmentBytes = Math.Min(LargestSegment, options.CapacityBytes / 4);
        _largestBatch = (int)Math.Min(Require.Positive(options.LargestBatchBytes), options.CapacityBytes / 4);
        _keys = new SpoolKeys(Require.Between(options.RememberedBatches, 0, MostRemembered));
        _batch = new SpoolBatch(columns);
        _last = OpenLast();
        _end = Tell();
        Feed = new FileFeed(_folder, new SpoolOrder(_folder, time, Gaps, () => _end), follow: true, Gaps, new PollDelay(time));
        Format = new JsonFormat(columns, hasComments: true);
    }

    /// <summary>What its reader reads.</summary>
    public FileFeed Feed { get; }

    /// <summary>How its reader reads it.</summary>
    public JsonFormat Format { get; }

    /// <summary>What its reader lost.</summary>
    public Gaps Gaps { get; } = new();

    /// <summary>Set when something was added.</summary>
    public Signal News { get; } = new();

    public long Bytes
    {
        get
        {
            var end = _end;
            return end.OlderBytes + end.Length;
        }
    }

    /// <summary>The most bytes that it takes on disk.</summary>
    public long CapacityBytes => _options.CapacityBytes;

    /// <summary>Takes a batch of JSON lines, or says why not.</summary>
    /// <param name="jsonLines">One object a line, in UTF-8; empty lines count but mean nothing.</param>
    /// <param name="batchKey">What the sender calls it, at most 1,024 characters: sent again under this name it is not learned again. Null: it has no name.</param>
    /// <exception cref="ArgumentException">The key is empty or too long.</exception>
    public SpoolAnswer Append(ReadOnlySpan<byte> jsonLines, string? batchKey)
    {
        if (batchKey is { Length: 0 or > LongestBatchKey }) throw new ArgumentException($"must have 1 to {LongestBatchKey} characters", nameof(batchKey));
        if (jsonLines.Length > _largestBatch) return Refused(SpoolOutcome.TooLarge, $"a batch has at most {_largestBatch} bytes, and this one has {jsonLines.Length}");

        lock (_lock)
        {
            ulong? key = batchKey is null ? null : SpoolKeys.HashOf(batchKey);
            if (key is { } known && _keys.Contains(known)) return new SpoolAnswer(SpoolOutcome.Duplicate, 0, [], null);

            var lines = _batch.Take(jsonLines, out var samples, out var faults);
            if (faults.Count > 0) return new SpoolAnswer(SpoolOutcome.Invalid, 0, faults, $"line {faults[0].Line} {faults[0].Reason}");
            if (samples == 0) return new SpoolAnswer(SpoolOutcome.Accepted, 0, [], null);
            if (_olderBytes + _last.Length + lines.Length + Overhead > _options.CapacityBytes)
                return Refused(SpoolOutcome.Full, $"the queue holds {_olderBytes + _last.Length} of {_options.CapacityBytes} bytes; try again once some of it is learned");

            return Write(lines, samples, key);
        }
    }

    /// <summary>All before the mark is learned for good: whole files before the one of the mark can go. The last one stays, for its keys.</summary>
    public void Forget(string mark)
    {
        // Who writes just now is not waited for: it goes with the next commit.
        if (FilePlace.Parse(mark) is not { } place || !_lock.TryEnter()) return;

        try
        {
            foreach (var file in Files().Where(file => file != _last.Path && string.CompareOrdinal(Path.GetFileName(file), place.Name) < 0))
            {
                var length = new FileInfo(file).Length;
                try
                {
                    File.Delete(file);
                    _olderBytes -= length;
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    // It goes with the next commit.
                }
            }

            Tell();
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <summary>Closes it, after its reader; what is in it stays.</summary>
    public void Dispose()
    {
        _last.Dispose();
        News.Dispose();
    }

    // What stands around a batch: the line behind it and, where it begins a file, the keys.
    private long Overhead => LongestTrailer + (_last.Length >= _segmentBytes ? _keys.Bytes : 0);

    private static SpoolAnswer Refused(SpoolOutcome outcome, string reason) => new(outcome, 0, [], reason);

    private SpoolAnswer Write(byte[] lines, int samples, ulong? key)
    {
        try
        {
            if (_last.Length >= _segmentBytes) Turn();
            _last.Append(lines, samples, key);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Refused(SpoolOutcome.Failed, $"the disk refuses it: {error.Message}");
        }

        if (key is { } taken) _keys.Add(taken);
        Tell();
        News.Set();
        return new SpoolAnswer(SpoolOutcome.Accepted, samples, [], null);
    }

    private void Turn()
    {
        var next = SpoolSegment.Create(PathOf(NumberOf(_last.Path) + 1), _keys.All);
        _olderBytes += _last.Length;
        _last.Dispose();
        _last = next;
        Tell();
    }

    private SpoolSegment OpenLast()
    {
        var files = Files();
        if (files.Count == 0) return SpoolSegment.Create(PathOf(1), []);

        _olderBytes = files.SkipLast(1).Sum(static file => new FileInfo(file).Length);
        return SpoolSegment.Open(files[^1], _keys.Add);
    }

    private SpoolEnd Tell() => _end = new SpoolEnd(_last.Path, _last.Length, _olderBytes);

    private List<string> Files() => [.. Directory.EnumerateFiles(_folder, Pattern).Order(StringComparer.Ordinal)];

    private string PathOf(long number) => Path.Combine(_folder, $"spool-{number:D12}.jsonl");

    private static long NumberOf(string path) => long.Parse(Path.GetFileNameWithoutExtension(path).AsSpan("spool-".Length));
}
