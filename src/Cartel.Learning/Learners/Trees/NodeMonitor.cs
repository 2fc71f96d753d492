namespace Cartel.Learning;

/// <summary>What an adaptive tree knows of how well a subtree does, and what may replace it.</summary>
/// <remarks>
/// ADWIN on rights and wrongs, by the rule of <see cref="Adwin"/> with MOA's settings (δ 0.002, a search every 32 values) in a
/// few hundred bytes: bucket totals are counts, and the variance of zeros and ones is p (1 − p). Every split and leaf has
/// one. Row r holds up to five buckets of 2ʳ values, the oldest first; a sixth merges the two oldest into the next row.
/// </remarks>
internal sealed class NodeMonitor
{
    private const int BucketsPerRow = 5;
    private const int MostRows = 21;
    private const int BitsPerRow = 3;
    private const int Clock = 32;
    private const int ShortestWindow = 10;
    private const int ShortestPart = 5;
    private const double Confidence = 0.002;

    private int[] _totals = new int[BucketsPerRow];
    private ulong _sizes;
    private int _errors;
    private int _sinceSearch;

    /// <summary>A subtree that learns beside this one since the error rose; null: none.</summary>
    public TreeNode? Alternate { get; set; }

    /// <summary>How many recent samples the window holds.</summary>
    public int Width { get; private set; }

    /// <summary>The share of errors among them; 0 while there are none.</summary>
    public double Error => Width == 0 ? 0 : (double)_errors / Width;

    /// <summary>What it takes, in bytes, without the alternate.</summary>
    public int Bytes => TreeMemory.Header + 40 + TreeMemory.Array<int>(_totals.Length);

    private int Rows => _totals.Length / BucketsPerRow;

    /// <summary>Takes the outcome of a prediction.</summary>
    /// <returns>Whether the error rate has risen: the window was cut, and what is left is worse than the whole was.</returns>
    public bool Observe(bool wrong)
    {
        Append(0, wrong ? 1 : 0);
        Width++;
        if (wrong) _errors++;
        if (++_sinceSearch < Clock) return false;

        _sinceSearch = 0;
        var before = Error;
        var cut = false;
        while (HasCut())
        {
            DropOldest();
            cut = true;
        }

        return cut && Error > before;
    }

    /// <summary>A copy without the alternate.</summary>
    public NodeMonitor CloneAlone()
    {
        var copy = (NodeMonitor)MemberwiseClone();
        (copy._totals, copy.Alternate) = ([.. _totals], null);
        return copy;
    }

    /// <summary>Writes the window: values since the last search (4), rows (1), then each row's buckets: how many (1), totals (4).</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(_sinceSearch);
        writer.Write((byte)Rows);
        for (var row = 0; row < Rows; row++)
        {
            writer.Write((byte)Size(row));
            for (var i = 0; i < Size(row); i++) writer.Write(_totals[row * BucketsPerRow + i]);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">It holds more buckets, or more errors in one, than there can be.</exception>
    public static NodeMonitor Read(ref SpanReader reader)
    {
        var (read, rows) = (new NodeMonitor { _sinceSearch = reader.Int32() }, reader.Byte());
        if (read._sinceSearch is < 0 or >= Clock || rows is 0 or > MostRows) throw new ModelFormatException("the window of a node is not possible");

        read._totals = new int[rows * BucketsPerRow];
        for (var row = 0; row < rows; row++)
        {
            var size = reader.Byte();
            if (size > BucketsPerRow) throw new ModelFormatException($"a row of a node's window has {size} buckets");

            for (var i = 0; i < size; i++)
            {
                var total = reader.Int32();
                if (total < 0 || total > 1 << row) throw new ModelFormatException($"{total} of {1 << row} predictions were wrong");
                read._totals[row * BucketsPerRow + i] = total;
                (read.Width, read._errors) = (read.Width + (1 << row), read._errors + total);
            }

            read.Resize(row, size);
        }

        return read;
    }

    private int Size(int row) => (int)(_sizes >> (BitsPerRow * row)) & 7;

    private void Resize(int row, int by) => _sizes += (ulong)by << (BitsPerRow * row);

    private void Append(int row, int total)
    {
        if (row == Rows) Array.Resize(ref _totals, _totals.Length + BucketsPerRow);
        var buckets = _totals.AsSpan(row * BucketsPerRow, BucketsPerRow);
        if (Size(row) == BucketsPerRow)
        {
            var oldest = buckets[0] + buckets[1];
            buckets[2..].CopyTo(buckets);
            _sizes -= 2UL << (BitsPerRow * row);
            if (row + 1 < MostRows) Append(row + 1, oldest);
            else (Width, _errors) = (Width - (2 << row), _errors - oldest);
            // The array may be another one now.
            buckets = _totals.AsSpan(row * BucketsPerRow, BucketsPerRow);
        }

        buckets[Size(row)] = total;
        Resize(row, 1);
    }

    private void DropOldest()
    {
        var row = Rows - 1;
        while (Size(row) == 0) row--;
        var buckets = _totals.AsSpan(row * BucketsPerRow, BucketsPerRow);
        (Width, _errors) = (Width - (1 << row), _errors - buckets[0]);
        buckets[1..].CopyTo(buckets);
        _sizes -= 1UL << (BitsPerRow * row);
    }

    // From the oldest border to the newest; the last one has nothing to its right.
    private bool HasCut()
    {
        if (Width <= ShortestWindow) return false;

        var (log, variance) = (Math.Log(2 * Math.Log(Width) / Confidence), Error * (1 - Error));
        var (older, olderErrors) = (0, 0);
        for (var row = Rows - 1; row >= 0; row--)
        {
            for (var i = 0; i < Size(row); i++)
            {
                (older, olderErrors) = (older + (1 << row), olderErrors + _totals[row * BucketsPerRow + i]);
                var newer = Width - older;
                if (older <= ShortestPart + 1 || newer <= ShortestPart + 1) continue;

                var gap = Math.Abs((double)olderErrors / older - (double)(_errors - olderErrors) / newer);
                var inverse = 1.0 / (older - ShortestPart + 1) + 1.0 / (newer - ShortestPart + 1);
                if (gap > Math.Sqrt(2 * inverse * variance * log) + 2.0 / 3 * log * inverse) return true;
            }
        }

        return false;
    }
}
