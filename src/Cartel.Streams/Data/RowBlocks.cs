using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Rows of equal width with their labels; only ever appended to.</summary>
internal sealed class RowBlocks(int columns)
{
    private const int RowsPerBlock = 1024;
    private readonly int _columns = Require.Positive(columns);
    private readonly List<float[]> _blocks = [];
    private readonly List<int> _labels = [];

    public int Count => _labels.Count;

    public void Add(ReadOnlySpan<float> values, int label)
    {
        if (Count % RowsPerBlock == 0) _blocks.Add(new float[RowsPerBlock * _columns]);

        values.CopyTo(_blocks[^1].AsSpan(Count % RowsPerBlock * _columns, _columns));
        _labels.Add(label);
    }

    public int Label(int row) => _labels[row];

    public ReadOnlySpan<float> Values(int row)
    {
        Require.Between(row, 0, Count - 1);
        return _blocks[row / RowsPerBlock].AsSpan(row % RowsPerBlock * _columns, _columns);
    }
}
