using Cartel.Learning;

namespace Cartel.MLNet;

/// <summary>A class's trees as they travel, with the class's sketch, by which a borrower's other classes learn of it.</summary>
/// <remarks>Payload, little-endian: version (1 byte, 1), features (4), the trees (<see cref="BinaryTrees"/>), means and deviations of the sketch. Its
/// sums are in raw units and its probability is calibrated, so that it can stand beside the borrower's own. It costs far more bytes than a linear row.</remarks>
internal sealed record TreesPart(int Label, long Evidence, BinaryTrees Trees, ClassSketch Sketch)
{
    private const byte Version = 1;

    public ModelPart ToPart(IOnlineLearner learner)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Version);
        writer.Write(learner.Schema.EncodedLength);
        Trees.Write(writer);
        Sketch.WriteForTransfer(writer);
        return new ModelPart(learner.Kind, learner.Schema.Hash, $"class:{Label}", [Label], Math.Min(Evidence, ModelPart.MostEvidence), stream.ToArray());
    }

    /// <summary>Reads a part that a stranger may have made.</summary>
    /// <exception cref="ModelFormatException">It does not fit the learner, or is damaged.</exception>
    public static TreesPart Read(ModelPart part, IOnlineLearner learner)
    {
        var label = part.RequireOneClassOf(learner);
        var length = learner.Schema.EncodedLength;
        var reader = new SpanReader(part.Payload);
        reader.Version(Version);
        if (reader.Int32() is var features && features != length)
            throw new ModelFormatException($"the part has {features} features; the task has {length}");

        var trees = BinaryTrees.Read(ref reader, length);
        var sketch = ClassSketch.ReadTransferred(length, ref reader);
        reader.End();
        return new TreesPart(label, part.Evidence, trees, sketch);
    }
}
