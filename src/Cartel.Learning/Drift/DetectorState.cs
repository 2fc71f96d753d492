namespace Cartel.Learning;

/// <summary>The binary form of a detector's statistics: a mark of kind and version, then finite numbers.</summary>
internal static class DetectorState
{
    // Up to here a double holds every whole number.
    private const double LargestCount = 1L << 53;

    /// <summary>Writes the statistics; counts travel as doubles, exact up to 2⁵³.</summary>
    public static byte[] Save(int format, params ReadOnlySpan<double> statistics)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(format);
        foreach (var statistic in statistics) writer.Write(statistic);
        return bytes.ToArray();
    }

    /// <summary>Reads as many statistics as there is room for.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of another kind.</exception>
    public static void Read(ReadOnlySpan<byte> state, int format, string name, scoped Span<double> statistics)
    {
        var reader = new SpanReader(state);
        if (reader.Int32() != format) throw new ModelFormatException($"not the state of {name}, version 1");

        reader.Doubles(statistics);
        reader.End();
    }

    /// <summary>Refuses statistics that no stream leads to.</summary>
    /// <exception cref="ModelFormatException"><paramref name="possible"/> does not hold.</exception>
    public static void Check(bool possible, string name, ReadOnlySpan<double> statistics)
    {
        if (!possible) throw new ModelFormatException($"the statistics of {name} cannot be {string.Join(", ", statistics.ToArray())}");
    }

    /// <summary>Whether a statistic is a whole number from 0 to 2⁵³.</summary>
    public static bool IsCount(double statistic) => statistic is >= 0 and <= LargestCount && Math.Truncate(statistic) == statistic;
}
