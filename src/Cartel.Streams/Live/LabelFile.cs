using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Labels that come later, from a file, folder or pipe of rows with a key and a label.</summary>
public sealed class LabelFile : ILabelSource
{
    private readonly LiveRows _rows;
    private readonly Gaps _gaps;

    internal LabelFile(IByteFeed feed, RowFormat format, Gaps gaps)
    {
        _gaps = gaps;
        _rows = new LiveRows(feed, format, 0, gaps, BadRows, strict: false);
    }

    /// <inheritdoc/>
    public string Mark => _rows.Mark;

    /// <summary>The rows set aside by this process.</summary>
    public BadRows BadRows { get; } = new();

    /// <summary>What was lost on the way, by reason.</summary>
    public IReadOnlyDictionary<string, long> Gaps => _gaps.Counts;

    /// <inheritdoc/>
    public bool TryRead(out string key, out int label)
    {
        var read = _rows.TryRead();
        (key, label) = read ? (_rows.Key!, _rows.Label) : ("", Sample.Unlabelled);
        return read;
    }

    /// <inheritdoc/>
    public void Return(string mark)
    {
        ArgumentNullException.ThrowIfNull(mark);
        _rows.Return(mark);
    }

    /// <summary>Does nothing: files are not this source's to delete.</summary>
    public void Commit(string mark)
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    internal void ReadHeader() => _rows.ReadHeader();
}
