namespace Cartel.Learning;

/// <summary>Totals and spread of the newest values of a stream, in buckets whose sizes double with age.</summary>
/// <remarks>Row r holds up to five buckets of 2ʳ values, oldest first; a sixth merges the two oldest into one of row r + 1.
/// Spread is kept as M = Σ (x − x̄)², and joined or parted by M = M₁ + M₂ + n₁ n₂ (x̄₁ − x̄₂)² / (n₁ + n₂).</remarks>
internal sealed class ExponentialHistogram
{
    private const int MostInRow = 5;

    // 5 (2⁴⁰ − 1) values: 170 years at a thousand a second. After that the oldest make way.
    private const int MostRows = 40;

    private readonly int[] _inRow = new int[MostRows];
    private readonly double[] _totals = new double[MostRows * (MostInRow + 1)];
    private readonly double[] _squares = new double[MostRows * (MostInRow + 1)];
    private double _square;

    /// <summary>How many values the buckets hold.</summary>
    public long Width { get; private set; }

    /// <summary>Their sum.</summary>
    public double Total { get; private set; }

    /// <summary>How many rows are in use.</summary>
    public int Rows { get; private set; }

    /// <summary>The values' mean; 0 if there is none.</summary>
    public double Mean => Width == 0 ? 0 : Total / Width;

    /// <summary>The values' population variance; 0 if there is none.</summary>
    public double Variance => Width == 0 ? 0 : Math.Max(0, _square / Width);

    /// <summary>The sums of a row's buckets, oldest first.</summary>
    public ReadOnlySpan<double> Totals(int row) => _totals.AsSpan(At(row), _inRow[row]);

    /// <summary>Takes the newest value in.</summary>
    public void Add(double value)
    {
        if (Width > 0) _square += Between(Width, Mean, 1, value);
        Width++;
        Total += value;
        Append(0, value, 0);
        for (var row = 0; _inRow[row] > MostInRow; row++)
        {
            if (row == MostRows - 1)
            {
                DropOldest();
                return;
            }

            MergeOldest(row);
        }
    }

    /// <summary>Forgets the oldest bucket.</summary>
    public void DropOldest()
    {
        var row = Rows - 1;
        var size = 1L << row;
        var (total, square) = (_totals[At(row)], _squares[At(row)]);
        Width -= size;
        Total -= total;
        _square -= square + (Width == 0 ? 0 : Between(size, total / size, Width, Mean));
        RemoveFirst(row, 1);
        if (_inRow[row] == 0) Rows--;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Array.Clear(_inRow);
        (Width, Total, _square, Rows) = (0, 0, 0, 0);
    }

    /// <summary>Writes all buckets.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write((byte)Rows);
        writer.Write(Total);
        writer.Write(_square);
        for (var row = 0; row < Rows; row++)
        {
            writer.Write((byte)_inRow[row]);
            for (var k = At(row); k < At(row) + _inRow[row]; k++)
            {
                writer.Write(_totals[k]);
                writer.Write(_squares[k]);
            }
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged.</exception>
    public static ExponentialHistogram Read(ref SpanReader reader)
    {
        var read = new ExponentialHistogram();
        var rows = reader.Byte();
        if (rows > MostRows) throw new ModelFormatException($"a histogram of {rows} rows; {MostRows} are the most");

        var pair = new double[2];
        reader.Doubles(pair);
        var (total, square) = (pair[0], pair[1]);
        for (var row = 0; row < rows; row++)
        {
            var buckets = reader.Byte();
            if (buckets is 0 or > MostInRow)
                throw new ModelFormatException($"a histogram row of {buckets} buckets; 1 to {MostInRow} are due");

            for (var k = 0; k < buckets; k++)
            {
                reader.Doubles(pair);
                if (pair[1] < 0) throw new ModelFormatException($"a histogram bucket with a spread of {pair[1]}");
                read.Append(row, pair[0], pair[1]);
                read.Width += 1L << row;
            }
        }

        (read.Total, read._square) = (total, square);
        return read;
    }

    private void MergeOldest(int row)
    {
        var size = 1L << row;
        var (a, b) = (At(row), At(row) + 1);
        var square = _squares[a] + _squares[b] + Between(size, _totals[a] / size, size, _totals[b] / size);
        Append(row + 1, _totals[a] + _totals[b], square);
        RemoveFirst(row, 2);
    }

    private void Append(int row, double total, double square)
    {
        var at = At(row) + _inRow[row]++;
        (_totals[at], _squares[at]) = (total, square);
        Rows = Math.Max(Rows, row + 1);
    }

    private void RemoveFirst(int row, int buckets)
    {
        _inRow[row] -= buckets;
        _totals.AsSpan(At(row) + buckets, _inRow[row]).CopyTo(_totals.AsSpan(At(row)));
        _squares.AsSpan(At(row) + buckets, _inRow[row]).CopyTo(_squares.AsSpan(At(row)));
    }

    private static double Between(double size1, double mean1, double size2, double mean2) =>
        size1 * size2 * (mean1 - mean2) * (mean1 - mean2) / (size1 + size2);

    private static int At(int row) => row * (MostInRow + 1);
}
