using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>The rows of a data set in their own order, once.</summary>
/// <param name="data">The rows; they stay the caller's.</param>
public sealed class DataSetSource(IDataSet data) : ISampleSource
{
    private int _next;

    /// <inheritdoc/>
    public FeatureSchema Schema => data.Schema;

    /// <inheritdoc/>
    public long Position => _next;

    /// <inheritdoc/>
    public bool TryRead(Sample sample)
    {
        if (_next == data.Count) return false;

        data.Read(_next, sample.Values);
        sample.Label = data.Label(_next);
        _next++;
        return true;
    }

    /// <inheritdoc/>
    public void Seek(long position) => _next = (int)Require.Between(position, 0, data.Count);

    /// <summary>Does nothing: the rows stay the caller's.</summary>
    public void Dispose()
    {
    }
}
