namespace Cartel.Streams.Tests;

/// <summary>A feed that mostly gives a few bytes at a time, and often nothing though there is something.</summary>
internal sealed class StutteringFeed(IByteFeed feed, Random random) : IByteFeed
{
    public string Name => feed.Name;

    public bool EndsWithRow => feed.EndsWithRow;

    public FilePlace? Resumed => feed.Resumed;

    public FeedRead Read(Span<byte> buffer, out int count)
    {
        count = 0;
        return random.Next(3) == 0 ? FeedRead.Nothing : feed.Read(buffer[..Math.Min(buffer.Length, random.Next(1, 40))], out count);
    }

    public void GoTo(long offset) => feed.GoTo(offset);

    public string MarkOf(long offset, long line, ReadOnlySpan<byte> before, long headerAt, string? header) => feed.MarkOf(offset, line, before, headerAt, header);

    public void Return(string mark) => feed.Return(mark);

    public ValueTask WaitAsync(CancellationToken stop) => feed.WaitAsync(stop);

    public void Dispose() => feed.Dispose();
}
