namespace Cartel.Learning;

/// <summary>A class's statistics as they travel, in raw units.</summary>
/// <remarks>
/// Payload, little-endian: version (1 byte, 1), numbers (4), categories (4), then doubles: means, population variances,
/// and each category's share of the class's samples. How many samples these were is the part's evidence. What is written is
/// rounded: a mean by at most a 256th of its deviation, a variance by a 512th of itself; shares are exact.
/// </remarks>
internal static class StatisticsPart
{
    private const byte Version = 1;
    private const int StepsPerDeviation = 128;
    private const int VarianceBits = 8;

    public static byte[] Write(ClassStatistics known, ColumnLayout layout)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Version);
        writer.Write(layout.Numbers);
        writer.Write(layout.Categories);
        var count = Math.Max(1, known.Count);
        for (var i = 0; i < layout.Numbers; i++) writer.Write(Precision.OnGrid(known.Means[i], Math.Sqrt(known.Squares[i] / count) / StepsPerDeviation));
        for (var i = 0; i < layout.Numbers; i++) writer.Write(Precision.Keep(known.Squares[i] / count, VarianceBits));
        foreach (var occurrences in known.Counts) writer.Write(occurrences / count);
        return stream.ToArray();
    }

    /// <summary>Reads a part that a stranger may have made.</summary>
    /// <exception cref="ModelFormatException">It does not fit the task, or is damaged.</exception>
    public static ClassStatistics Read(ModelPart part, ColumnLayout layout)
    {
        var reader = new SpanReader(part.Payload);
        reader.Version(Version);
        var (numbers, categories) = (reader.Int32(), reader.Int32());
        if (numbers != layout.Numbers || categories != layout.Categories)
            throw new ModelFormatException(
                $"the statistics are of {numbers} numbers and {categories} categories; the task has {layout.Numbers} and {layout.Categories}");

        var read = new ClassStatistics(layout) { Count = Math.Clamp(part.Evidence, 0, ModelPart.MostEvidence) };
        reader.Doubles(read.Means.AsSpan(0, numbers));
        reader.Doubles(read.Squares.AsSpan(0, numbers));
        reader.Doubles(read.Counts);
        reader.End();
        for (var i = 0; i < numbers; i++) read.Squares[i] *= read.Count;
        for (var i = 0; i < categories; i++) read.Counts[i] *= read.Count;
        RequirePossible(read, layout);
        return read;
    }

    /// <summary>Sums the categories up, and checks that samples can have led to such statistics.</summary>
    public static void RequirePossible(ClassStatistics statistics, ColumnLayout layout)
    {
        for (var i = 0; i < layout.Numbers; i++)
        {
            var (mean, square) = (statistics.Means[i], statistics.Squares[i]);
            if (!(Math.Abs(mean) <= ColumnLayout.Largest && square >= 0 && Math.Sqrt(square / Math.Max(1, statistics.Count)) <= float.MaxValue))
                throw new ModelFormatException($"number {i} cannot have a mean of {mean} and a sum of squares of {square} in {statistics.Count} samples");
        }

        for (var i = 0; i < layout.Blocks; i++)
        {
            foreach (var count in statistics.Counts.AsSpan(layout.CategoriesOf(i)))
            {
                if (!(count >= 0)) throw new ModelFormatException($"a category of nominal column {i} occurs {count} times");
                statistics.Totals[i] += count;
            }

            // The shares are rounded.
            if (!(statistics.Totals[i] <= statistics.Count * (1 + 1e-9)))
                throw new ModelFormatException($"nominal column {i} has more categories than its class has samples");
        }
    }
}
