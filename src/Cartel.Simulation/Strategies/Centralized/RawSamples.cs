using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Labelled samples as a device would send them to a cloud that learns for it: column by column, without names.</summary>
/// <remarks>Per sample: 4 bytes a numeric column (a float), 1 byte a unit column (a pixel's 256 shades), 1 byte a nominal column
/// (2 from 256 categories on, all bits set where it is missing), then 1 byte the label (2 beyond 256 classes).</remarks>
internal sealed class RawSamples(FeatureSchema schema)
{
    /// <summary>Appends a sample.</summary>
    /// <param name="features">Encoded.</param>
    /// <param name="label">An index into the schema's classes.</param>
    /// <param name="writer">Takes the bytes.</param>
    public void Write(ReadOnlySpan<float> features, int label, BinaryWriter writer)
    {
        foreach (var column in schema.Features)
        {
            var values = features[..column.EncodedLength];
            features = features[column.EncodedLength..];
            if (column.Kind is FeatureKind.Numeric) writer.Write(values[0]);
            else if (column.Kind is FeatureKind.Unit) writer.Write((byte)MathF.Round(Math.Clamp(values[0], 0, 1) * byte.MaxValue));
            else WriteIndex(writer, values.IndexOf(1f), values.Length + 1);
        }

        WriteIndex(writer, label, schema.Classes.Count);
    }

    private static void WriteIndex(BinaryWriter writer, int index, int of)
    {
        if (of <= 256) writer.Write((byte)index);
        else writer.Write((ushort)index);
    }
}
