using System.Runtime.CompilerServices;

namespace Cartel.Learning;

/// <summary>Totals and spread of the newest values of a stream, in buckets whose sizes double with age.</summary>
/// <remarks>Row r holds up to five buckets of 2ʳ values, oldest first; a sixth merges the two oldest into one of row r + 1.
/// Spread is kept as M = Σ (x − x̄)², and joined or parted by M = M₁ + M₂ + n₁ n₂ (x̄₁ − x̄₂)² / (n₁ + n₂). Memory grows
/// with the logarithm of the width: 80 bytes a row, of which four are there at first, and twice as many when they are full.</remarks>
internal sealed class ExponentialHistogram
{
    private const int MostInRow = 5;
    private const int RowsAtFirst = 4;

    // 5 (2⁴⁰ − 1) values: 170 years at a thousand a second. After that the oldest make way.
    private const int MostRows = 40;

    private Bucket[] _buckets = new Bucket[RowsAtFirst * MostInRow];
    private Counts _inRow;
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

    /// <summary>Its size in memory.</summary>
    public int Bytes => Unsafe.SizeOf<Counts>() + 64 + _buckets.Length * Unsafe.SizeOf<Bucket>();

    /// <summary>A row's buckets, oldest first.</summary>
    public ReadOnlySpan<Bucket> Row(int row) => _buckets.AsSpan(row * MostInRow, _inRow[row]);

    /// <summary>Takes the newest value in.</summary>
    public void Add(double value)
    {
        if (Width > 0) _square += Between(Width, Total / Width, 1, value);
        Width++;
        Total += value;
        var carried = new Bucket(value, 0);
        for (var row = 0; ; row++)
        {
            if (row == Rows) AddRow();
            if (row == MostRows - 1 && _inRow[row] == MostInRow) DropOldest();
            if (_inRow[row] < MostInRow)
            {
                _buckets[row * MostInRow + _inRow[row]++] = carried;
                return;
            }

            carried = Carry(row, carried);
        }
    }

    /// <summary>Forgets the oldest bucket.</summary>
    public void DropOldest()
    {
        var row = Rows - 1;
        var size = 1L << row;
        var oldest = _buckets[row * MostInRow];
        Width -= size;
        Total -= oldest.Total;
        _square -= oldest.Square + (Width == 0 ? 0 : Between(size, oldest.Total / size, Width, Total / Width));
        var left = Row(row)[1..];
        left.CopyTo(_buckets.AsSpan(row * MostInRow));
        if (--_inRow[row] == 0) Rows--;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _inRow = default;
        (Width, Total, _square, Rows) = (0, 0, 0, 0);
    }

    /// <summary>An independent copy.</summary>
    public ExponentialHistogram Clone() =>
        new() { _buckets = [.. _buckets], _inRow = _inRow, _square = _square, Width = Width, Total = Total, Rows = Rows };

    /// <summary>Writes all buckets.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write((byte)Rows);
        writer.Write(Total);
        writer.Write(_square);
        for (var row = 0; row < Rows; row++)
        {
            writer.Write(_inRow[row]);
            foreach (var bucket in Row(row))
            {
                writer.Write(bucket.Total);
                writer.Write(bucket.Square);
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

        Span<double> pair = stackalloc double[2];
        reader.Doubles(pair);
        RequirePossible(pair);
        (read.Total, read._square) = (pair[0], pair[1]);
        for (var row = 0; row < rows; row++)
        {
            read.AddRow();
            var buckets = reader.Byte();
            if (buckets is 0 or > MostInRow)
                throw new ModelFormatException($"a histogram row of {buckets} buckets; 1 to {MostInRow} are due");

            for (var k = 0; k < buckets; k++)
            {
                reader.Doubles(pair);
                RequirePossible(pair);
                if (pair[1] < 0) throw new ModelFormatException($"a histogram bucket with a spread of {pair[1]}");
                read._buckets[row * MostInRow + k] = new Bucket(pair[0], pair[1]);
                read.Width += 1L << row;
            }

            read._inRow[row] = buckets;
        }

        return read;
    }

    // What 2⁶² values of the largest magnitude can come to; beyond it sums would soon be infinite.
    private static void RequirePossible(ReadOnlySpan<double> pair)
    {
        const double most = Adwin.LargestMagnitude * (1L << 62);
        if (Math.Abs(pair[0]) > most || Math.Abs(pair[1]) > most * Adwin.LargestMagnitude)
            throw new ModelFormatException($"a histogram cannot have a total of {pair[0]} and a spread of {pair[1]}");
    }

    // Puts a bucket at the end of a full row, and takes the two oldest out as one. Sizes are powers of two: to multiply by
    // the inverse is as exact as to divide, and faster.
    private Bucket Carry(int row, Bucket newest)
    {
        var buckets = _buckets.AsSpan(row * MostInRow, MostInRow);
        var (a, b) = (buckets[0], buckets[1]);
        buckets[0] = buckets[2];
        buckets[1] = buckets[3];
        buckets[2] = buckets[4];
        buckets[3] = newest;
        _inRow[row] = MostInRow - 1;
        double size = 1L << row;
        var inverse = BitConverter.UInt64BitsToDouble((ulong)(1023 - row) << 52);
        var gap = a.Total * inverse - b.Total * inverse;
        return new Bucket(a.Total + b.Total, a.Square + b.Square + size * size * gap * gap * (inverse / 2));
    }

    private void AddRow()
    {
        if (++Rows * MostInRow > _buckets.Length) Array.Resize(ref _buckets, Math.Min(2 * _buckets.Length, MostRows * MostInRow));
    }

    private static double Between(double size1, double mean1, double size2, double mean2) =>
        size1 * size2 * (mean1 - mean2) * (mean1 - mean2) / (size1 + size2);

    /// <summary>The sum of a bucket's values, and their spread M.</summary>
    public readonly record struct Bucket(double Total, double Square);

    [InlineArray(MostRows)]
    private struct Counts
    {
        private byte _first;
    }
}
