namespace Cartel.Streams;

/// <summary>Mean and standard deviation of each column, of at most some thousand rows, evenly spread: a scale, no estimate to report.</summary>
internal sealed class ColumnScales
{
    private const int MostRows = 4_096;

    public ColumnScales(IDataSet data)
    {
        var columns = data.Schema.Features.Count;
        var (sums, squares, counts, values) = (new double[columns], new double[columns], new int[columns], new float[columns]);
        for (long i = 0, rows = Math.Min(MostRows, data.Count); i < rows; i++)
        {
            data.Read((int)(i * data.Count / rows), values);
            for (var column = 0; column < columns; column++)
            {
                double value = values[column];
                if (!double.IsFinite(value)) continue;

                sums[column] += value;
                squares[column] += value * value;
                counts[column]++;
            }
        }

        Means = [.. sums.Select((sum, i) => sum / Math.Max(1, counts[i]))];
        Deviations = [.. squares.Select((square, i) => Math.Sqrt(Math.Max(0, (square / Math.Max(1, counts[i])) - (Means[i] * Means[i]))))];
    }

    /// <summary>0 for a column without a number.</summary>
    public double[] Means { get; }

    /// <summary>0 for a column without a number.</summary>
    public double[] Deviations { get; }
}
