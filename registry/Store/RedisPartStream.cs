namespace Cartel.Registry.Store;

/// <summary>A part in Redis, read from any position: one chunk in hand and the next on its way.</summary>
internal sealed class RedisPartStream(RedisChunks chunks, PartKey part, PartHead head, byte[] first) : Stream
{
    private (long Number, byte[] Bytes) _inHand = (0, first);
    private (long Number, Task<byte[]?> Bytes) _next = (-1, Task.FromResult<byte[]?>(null));
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => head.Bytes;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= Length || buffer.Length == 0) return 0;

        var bytes = await ChunkAsync(_position / RedisChunks.ChunkBytes, cancellationToken);
        var rest = bytes.AsMemory((int)(_position % RedisChunks.ChunkBytes));
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Not supported: nobody waits for Redis on a thread.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("read it with ReadAsync");

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("a part never changes");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("a part never changes");

    private async Task<byte[]> ChunkAsync(long number, CancellationToken cancellation)
    {
        if (_inHand.Number != number)
        {
            var reading = _next.Number == number ? _next.Bytes : chunks.TryReadAsync(part, head.Upload, number, cancellation);
            _inHand = (number, await reading ?? throw new IOException($"the part {part.Sha256} went while it was read"));
        }

        if (number + 1 < head.Chunks && _next.Number != number + 1) _next = (number + 1, chunks.TryReadAsync(part, head.Upload, number + 1, cancellation));
        return _inHand.Bytes;
    }
}
