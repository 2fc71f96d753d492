namespace Cartel.Learning;

/// <summary>A class of a network as it travels: its output row, the hash of the hidden layer that the row is for, and its prototypes.</summary>
/// <remarks>
/// Payload, little-endian: version (1 byte, 1), hidden units (4), features (4), hash (32), the row: a weight per hidden
/// unit and a bias; clusters (1 byte, 1 to 4), each its samples (8), means and deviations in raw units. The row keeps 8 significant bits of each weight, the sketch as many as
/// <see cref="ClassSketch.WriteForTransfer"/> says.
/// </remarks>
internal sealed record NetworkPart(int Label, long Evidence, byte[] HiddenHash, float[] Row, Prototypes Prototypes)
{
    private const byte Version = 1;

    // A weight beyond this is no honest one.
    private const float LargestWeight = 1e4f;
    private const int WeightBits = 7;

    public byte[] ToPayload(int features)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Version);
        writer.Write(Row.Length - 1);
        writer.Write(features);
        writer.Write(HiddenHash);
        foreach (var weight in Row) writer.Write(Precision.Keep(Math.Clamp(weight, -LargestWeight, LargestWeight), WeightBits));
        writer.Write((byte)Prototypes.Count);
        for (var i = 0; i < Prototypes.Count; i++)
        {
            writer.Write(Math.Min(Prototypes[i].Count, ModelPart.MostEvidence));
            Prototypes[i].Sketch.WriteForTransfer(writer);
        }

        return stream.ToArray();
    }

    /// <summary>Reads a part that a stranger may have made, for a given learner.</summary>
    /// <exception cref="ModelFormatException">It does not fit the learner, or is damaged.</exception>
    public static NetworkPart Read(ModelPart part, NetworkLearner learner)
    {
        var label = part.RequireOneClassOf(learner);
        var reader = new SpanReader(part.Payload);
        reader.Version(Version);
        var (hidden, features) = (reader.Int32(), reader.Int32());
        if (hidden is < 1 or > NetworkLearner.MostHidden) throw new ModelFormatException($"the part is of {hidden} hidden units");
        if (features != learner.Schema.EncodedLength)
            throw new ModelFormatException($"the part has {features} features; the task has {learner.Schema.EncodedLength}");

        var hash = reader.Bytes(32).ToArray();
        var row = new float[hidden + 1];
        reader.Floats(row);
        if (row.Any(static weight => Math.Abs(weight) > LargestWeight)) throw new ModelFormatException("a weight of the part's row is too large");

        var prototypes = ReadPrototypes(ref reader, features);
        reader.End();
        return new NetworkPart(label, Math.Clamp(part.Evidence, 0, ModelPart.MostEvidence), hash, row, prototypes);
    }

    private static Prototypes ReadPrototypes(ref SpanReader reader, int features)
    {
        var clusters = reader.Byte();
        if (clusters is 0 or > Prototypes.Most) throw new ModelFormatException($"a class of {clusters} clusters; 1 to {Prototypes.Most} are possible");

        var prototypes = new Prototypes(features);
        for (var i = 0; i < clusters; i++)
        {
            var count = reader.Int64();
            if (count is < 1 or > ModelPart.MostEvidence) throw new ModelFormatException($"a cluster of {count} samples");
            var sketch = new ClassSketch(features);
            reader.Floats(sketch.Means);
            reader.Floats(sketch.Variances);
            foreach (ref var deviation in sketch.Variances)
            {
                deviation *= deviation;
                if (!float.IsFinite(deviation)) throw new ModelFormatException("a cluster's spread is too large");
            }

            prototypes.Add(sketch, count);
        }

        return prototypes;
    }
}
