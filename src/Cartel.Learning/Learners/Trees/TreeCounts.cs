namespace Cartel.Learning;

/// <summary>The binary form of a leaf's weight of each class: how many are above 0 (4), then each one's class (4) and weight (4).</summary>
internal static class TreeCounts
{
    /// <summary>More weight than any leaf gathers: from 2²⁴ on a float does not grow when 1 is added.</summary>
    public const float Most = 1e9f;

    private const int WeightBits = 8;

    public static void Write(BinaryWriter writer, ReadOnlySpan<float> counts)
    {
        writer.Write(counts.Length - counts.Count(0));
        for (var k = 0; k < counts.Length; k++)
        {
            if (counts[k] == 0) continue;

            writer.Write(k);
            writer.Write(counts[k]);
        }
    }

    /// <summary>The same of weights that are rounded to 9 bits: those up to 512 are exact where they are counts.</summary>
    public static void WriteRounded(BinaryWriter writer, ReadOnlySpan<float> counts)
    {
        float[] rounded = [.. counts];
        Precision.Keep(rounded, WeightBits);
        foreach (ref var weight in rounded.AsSpan()) weight = MathF.Min(weight, Most);
        Write(writer, rounded);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">A class is out of range, not in ascending order, or a weight not in (0, <see cref="Most"/>].</exception>
    public static void Read(ref SpanReader reader, Span<float> counts)
    {
        var (entries, last) = (reader.Int32(), -1);
        Span<float> count = stackalloc float[1];
        for (var i = 0; i < entries; i++)
        {
            var label = reader.Int32();
            reader.Floats(count);
            if (label <= last || label >= counts.Length) throw new ModelFormatException($"a leaf counts class {label} after {last}; there are {counts.Length}");
            counts[label] = RequireWeight(count[0]);
            last = label;
        }

        if (entries < 0) throw new ModelFormatException($"a leaf counts {entries} classes");
    }

    /// <summary>A weight, if it is one that a leaf can have of a class that it knows.</summary>
    public static float RequireWeight(float weight) =>
        weight is > 0 and <= Most ? weight : throw new ModelFormatException($"a leaf cannot have a weight of {weight}");
}
