using System.Text;

namespace Cartel.Learning;

/// <summary>The binary form of a whole naive Bayes model.</summary>
/// <remarks>
/// Little-endian, after the header of <see cref="OnlineLearner"/>: version (1 byte, 1), samples learned (8), the spread of each numeric
/// column (4 each); per class how often its label was seen (8), its evidence (8; −1: unknown) and, if it is known,
/// doubles: means, sums of squares, counts of categories.
/// </remarks>
internal static class StatisticsSnapshot
{
    public const byte Version = 1;

    public static byte[] Write(IOnlineLearner learner, ColumnLayout layout, long[] seen, ClassStatistics?[] classes, ColumnSpreads spreads)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.ASCII);
        OnlineLearner.WriteHeader(writer, learner.Kind, learner.Schema);
        writer.Write(Version);
        writer.Write(learner.SamplesLearned);
        spreads.Write(writer);
        for (var k = 0; k < classes.Length; k++)
        {
            writer.Write(seen[k]);
            writer.Write(classes[k]?.Count ?? -1);
            if (classes[k] is not { } known) continue;

            foreach (var mean in known.Means.AsSpan(0, layout.Numbers)) writer.Write(mean);
            foreach (var square in known.Squares.AsSpan(0, layout.Numbers)) writer.Write(square);
            foreach (var count in known.Counts) writer.Write(count);
        }

        return stream.ToArray();
    }

    public static void ReadClasses(ref SpanReader reader, ColumnLayout layout, long[] seen, ClassStatistics?[] classes)
    {
        for (var k = 0; k < classes.Length; k++)
        {
            seen[k] = reader.Count();
            var count = reader.Int64();
            if (count == -1) continue;
            if (count is < 0 or > 1L << 60) throw new ModelFormatException($"class {k} cannot have been formed by {count} samples");

            var known = classes[k] = new ClassStatistics(layout) { Count = count };
            reader.Doubles(known.Means.AsSpan(0, layout.Numbers));
            reader.Doubles(known.Squares.AsSpan(0, layout.Numbers));
            reader.Doubles(known.Counts);
            StatisticsPart.RequirePossible(known, layout);
        }
    }
}
