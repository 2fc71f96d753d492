namespace Cartel.Streams;

/// <summary>The bytes of a pipe. A thread of its own reads ahead, for a pipe cannot be asked without waiting; then the writer waits.</summary>
internal sealed class PipeFeed : IByteFeed
{
    private const int ReadAhead = 512 * 1024;
    private const int Chunk = 64 * 1024;

    private readonly Stream _pipe;
    private readonly Gaps _gaps;
    private readonly Lock _lock = new();
    private readonly Queue<(byte[] Bytes, int Length)> _chunks = [];
    private readonly Stack<byte[]> _free = [];
    private readonly Signal _news = new();
    private readonly SemaphoreSlim _room = new(ReadAhead / Chunk);
    private int _taken;
    private bool _isClosed;
    private volatile bool _isDisposed;

    public PipeFeed(string name, Stream pipe, Gaps gaps)
    {
        (Name, _pipe, _gaps) = (name, pipe, gaps);
        new Thread(ReadAll) { IsBackground = true, Name = "cartel " + name }.Start();
    }

    public string Name { get; }

    public bool EndsWithRow => true;

    public FilePlace? Resumed => null;

    public FeedRead Read(Span<byte> buffer, out int count)
    {
        lock (_lock)
        {
            count = 0;
            if (!_chunks.TryPeek(out var chunk)) return _isClosed ? FeedRead.Ended : FeedRead.Nothing;

            count = Math.Min(buffer.Length, chunk.Length - _taken);
            chunk.Bytes.AsSpan(_taken, count).CopyTo(buffer);
            _taken += count;
            if (_taken < chunk.Length) return FeedRead.Bytes;

            _free.Push(_chunks.Dequeue().Bytes);
            _taken = 0;
        }

        _room.Release();
        return FeedRead.Bytes;
    }

    /// <summary>Does nothing: a pipe cannot be gone back in.</summary>
    public void GoTo(long offset)
    {
    }

    /// <summary>What a pipe gave is gone: there is nothing to come back to.</summary>
    public string MarkOf(long offset, long line, ReadOnlySpan<byte> before, long headerAt, string? header) => "";

    /// <summary>Does nothing: a new pipe begins with what comes.</summary>
    public void Return(string mark)
    {
    }

    public async ValueTask WaitAsync(CancellationToken stop)
    {
        lock (_lock)
        {
            if (_chunks.Count > 0 || _isClosed) return;
        }

        await _news.WaitAsync(stop);
    }

    /// <summary>Takes no more. The thread ends with the pipe, or with the process.</summary>
    public void Dispose() => _isDisposed = true;

    private void ReadAll()
    {
        try
        {
            while (true)
            {
                _room.Wait();
                var buffer = Buffer();
                if (_pipe.Read(buffer) is not (> 0 and var read) || _isDisposed) break;

                lock (_lock) _chunks.Enqueue((buffer, read));
                _news.Set();
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            lock (_lock) _gaps.Add(Gaps.Unreadable);
        }

        lock (_lock) _isClosed = true;
        _news.Set();
    }

    // What was read from it lies where it is read into again: at full speed a pipe gives a hundred megabytes a second.
    private byte[] Buffer()
    {
        lock (_lock) return _free.TryPop(out var used) ? used : new byte[Chunk];
    }
}
