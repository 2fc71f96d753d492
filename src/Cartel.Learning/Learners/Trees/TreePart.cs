namespace Cartel.Learning;

/// <summary>The payload of the part <c>tree</c> of a single tree's model.</summary>
/// <remarks>Little-endian: version (1 byte, 1), samples of each class that formed it (8 each), the nodes as
/// <see cref="HoeffdingTree.WriteForTransfer"/> writes them.</remarks>
internal static class TreePart
{
    public const string Id = "tree";
    private const byte Version = 1;

    /// <summary>The part of a tree; none where it knows none of the classes that are asked for.</summary>
    public static IReadOnlyList<ModelPart> Of(string kind, FeatureSchema schema, long[] evidence, IReadOnlyList<int> asked, Action<BinaryWriter> writeTree)
    {
        int[] known = [.. Enumerable.Range(0, evidence.Length).Where(label => evidence[label] > 0)];
        if (!asked.Any(label => evidence[label] > 0)) return [];

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Version);
        foreach (var count in evidence) writer.Write(Math.Min(count, ModelPart.MostEvidence));
        writeTree(writer);
        var total = Math.Min(evidence.Sum(static count => Math.Min(count, ModelPart.MostEvidence / 65_536)), ModelPart.MostEvidence);
        return [new ModelPart(kind, schema.Hash, Id, known, total, stream.ToArray())];
    }

    /// <summary>Reads what precedes the nodes of a part that a stranger may have made.</summary>
    /// <returns>How many samples of each class formed it.</returns>
    /// <exception cref="ModelFormatException">It is of another kind, schema or version, or counts what no stream has.</exception>
    public static long[] ReadEvidence(ModelPart part, IOnlineLearner learner, ref SpanReader reader)
    {
        part.RequireFits(learner);
        if (part.Id != Id) throw new ModelFormatException($"a model of kind {learner.Kind} has a part “{Id}” and no “{part.Id}”");

        reader.Version(Version);
        var (evidence, next) = (new long[learner.Schema.Classes.Count], 0);
        for (var k = 0; k < evidence.Length; k++)
        {
            evidence[k] = reader.Int64();
            if (evidence[k] is < 0 or > ModelPart.MostEvidence) throw new ModelFormatException($"the part counts {evidence[k]} samples of class {k}");
            if (evidence[k] > 0 && (next >= part.Classes.Count || part.Classes[next++] != k)) throw new ModelFormatException($"the part counts class {k} and does not name it");
        }

        if (next < part.Classes.Count) throw new ModelFormatException($"the part names class {part.Classes[next]} and has no samples of it");
        return evidence;
    }
}
