using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>A stream of samples that goes on while its file, folder, pipe or queue does.</summary>
public sealed class LiveSource : ILiveSource
{
    private readonly IByteFeed _feed;
    private readonly LiveRows _rows;
    private readonly Gaps _gaps;
    private readonly Action<string>? _commit;
    private readonly Signal? _news;

    internal LiveSource(FeatureSchema schema, IByteFeed feed, RowFormat format, Gaps gaps, bool strict, Action<string>? commit = null, Signal? news = null)
    {
        Schema = schema;
        _feed = feed;
        _gaps = gaps;
        _commit = commit;
        _news = news;
        _rows = new LiveRows(feed, format, schema.Features.Count, gaps, BadRows, strict);
    }

    /// <inheritdoc/>
    public FeatureSchema Schema { get; }

    /// <inheritdoc/>
    public long Position { get; private set; }

    /// <inheritdoc/>
    public string Mark => _rows.Mark;

    /// <inheritdoc/>
    public bool HasEnded => _rows.HasEnded;

    /// <summary>The rows set aside by this process.</summary>
    public BadRows BadRows { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> Gaps => _gaps.Counts;

    /// <inheritdoc/>
    /// <exception cref="BadRowException">A bad row, when strict.</exception>
    public bool TryRead(Sample sample)
    {
        if (!_rows.TryRead()) return false;

        _rows.Values.CopyTo(sample.Values);
        (sample.Label, sample.Key) = (_rows.Label, _rows.Key);
        Position++;
        return true;
    }

    /// <inheritdoc/>
    public void Return(string mark, long position)
    {
        ArgumentNullException.ThrowIfNull(mark);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        _rows.Return(mark);
        Position = position;
    }

    /// <summary>Not possible: a live stream goes back by <see cref="Return"/> alone.</summary>
    /// <exception cref="NotSupportedException">The position is another than the present one.</exception>
    public void Seek(long position)
    {
        if (position != Position) throw new NotSupportedException("A live stream goes back to a mark, not to a position.");
    }

    /// <inheritdoc/>
    public ValueTask WaitAsync(CancellationToken stop) => _rows.IsPaused || HasEnded ? ValueTask.CompletedTask : _news?.WaitAsync(stop) ?? _feed.WaitAsync(stop);

    /// <inheritdoc/>
    public void Commit(string mark) => _commit?.Invoke(mark);

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    internal void ReadHeader() => _rows.ReadHeader();
}
