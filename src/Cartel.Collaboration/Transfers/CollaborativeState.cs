using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>The binary form of a collaborative learner: <c>CCOL</c>, version (1 byte, 3), then its fields in order.</summary>
internal static class CollaborativeState
{
    private const byte Version = 3;

    public static byte[] Write(CollaborativeLearner learner)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("CCOL"u8);
        writer.Write(Version);
        learner.SaveFields(writer);
        return stream.ToArray();
    }

    public static CollaborativeLearner Read(FeatureSchema schema, CollaborationOptions options, ReadOnlySpan<byte> state)
    {
        var reader = new SpanReader(state);
        if (!reader.Bytes(4).SequenceEqual("CCOL"u8)) throw new ModelFormatException("not the state of a collaborative learner");
        var version = reader.Byte();
        if (version != Version) throw new ModelFormatException($"the state has version {version}; this program reads {Version}");
        var learner = CollaborativeLearner.RestoreFields(schema, options, ref reader);
        reader.End();
        return learner;
    }

    public static void WriteTrigger(BinaryWriter writer, HelpTrigger? trigger)
    {
        writer.Write(trigger is not null);
        if (trigger is null) return;

        writer.Write(trigger.Novel);
        writer.Write(trigger.Sample);
        writer.Write(trigger.ChangedSince);
        writer.Write(trigger.Needs.Count);
        foreach (var label in trigger.Needs) writer.Write(label);
    }

    public static HelpTrigger? ReadTrigger(FeatureSchema schema, ref SpanReader reader)
    {
        if (reader.Byte() == 0) return null;

        var (novel, sample, since, count) = (reader.Byte() != 0, reader.Int64(), reader.Int64(), reader.Int32());
        if (count < 1 || count > schema.Classes.Count) throw new ModelFormatException($"a request for {count} classes");
        var needs = new int[count];
        for (var i = 0; i < count; i++)
        {
            needs[i] = reader.Int32();
            if (needs[i] < 0 || needs[i] >= schema.Classes.Count) throw new ModelFormatException($"a request for class {needs[i]}");
        }

        return new HelpTrigger(novel, needs, sample, since);
    }

    public static void WriteDonors(BinaryWriter writer, IReadOnlyList<DonorParts> donors)
    {
        writer.Write(donors.Count);
        foreach (var donor in donors)
        {
            writer.WriteText(donor.Donor);
            writer.Write(donor.Parts.Count);
            foreach (var part in donor.Parts) writer.WriteBlock(part.Bytes.Span);
        }
    }

    public static IReadOnlyList<DonorParts> ReadDonors(ref SpanReader reader)
    {
        var donors = new List<DonorParts>();
        for (var left = ReadLength(ref reader); left > 0; left--)
        {
            var (name, parts) = (reader.Text(), new List<ModelPart>());
            for (var unread = ReadLength(ref reader); unread > 0; unread--) parts.Add(ModelPart.FromBytes(reader.Block()));
            donors.Add(new DonorParts(name, parts));
        }

        return donors;
    }

    /// <summary>The length of a list; no list in the state is longer than 65,536.</summary>
    public static int ReadLength(ref SpanReader reader)
    {
        var length = reader.Int32();
        return length is >= 0 and <= 65_536 ? length : throw new ModelFormatException($"a list of {length} in the state");
    }
}
