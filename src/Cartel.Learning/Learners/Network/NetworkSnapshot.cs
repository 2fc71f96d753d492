using System.Numerics.Tensors;
using System.Text;

namespace Cartel.Learning;

/// <summary>The binary form of a whole network.</summary>
/// <remarks>
/// Little-endian, after the header of <see cref="OnlineLearner"/>: version (1 byte, 1), hidden units (4), rate (4), samples
/// learned (8), what Adam's moments still lack (8 each), the hidden layer: weights, first and second moments; per class its
/// evidence (8) and clusters (1 byte, 0: unknown), then its row with its moments and each cluster's samples (8), means
/// and variances; then the standardiser's state, if the schema has numeric features.
/// </remarks>
internal static class NetworkSnapshot
{
    private const byte Version = 1;

    public static byte[] Write(NetworkLearner learner, NetworkState state, FeatureScaling scaling, long[] evidence, Prototypes?[] prototypes)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.ASCII);
        OnlineLearner.WriteHeader(writer, learner.Kind, learner.Schema);
        writer.Write(Version);
        writer.Write(state.Hidden);
        writer.Write(state.Rate);
        writer.Write(learner.SamplesLearned);
        writer.Write(state.FirstLack);
        writer.Write(state.SecondLack);
        state.Inner.Write(writer);
        for (var k = 0; k < evidence.Length; k++)
        {
            writer.Write(evidence[k]);
            writer.Write((byte)(prototypes[k]?.Count ?? 0));
            if (prototypes[k] is not { } known) continue;

            state.Outer[k]!.Write(writer);
            for (var i = 0; i < known.Count; i++)
            {
                writer.Write(known[i].Count);
                foreach (var mean in known[i].Sketch.Means) writer.Write(mean);
                foreach (var variance in known[i].Sketch.Variances) writer.Write(variance);
            }
        }

        writer.Write(scaling.Save());
        return stream.ToArray();
    }

    public static (NetworkState State, long Samples) ReadState(FeatureSchema schema, ref SpanReader reader)
    {
        reader.Version(Version);
        var hidden = reader.Int32();
        Span<float> rate = stackalloc float[1];
        reader.Floats(rate);
        if (hidden is < 1 or > NetworkLearner.MostHidden) throw new ModelFormatException($"a network of {hidden} hidden units");
        if (rate[0] is not (>= NetworkLearner.LeastRate and <= NetworkLearner.MostRate)) throw new ModelFormatException($"a network with a rate of {rate[0]}");

        var samples = reader.Count();
        var (first, second) = (reader.Double(), reader.Double());
        if (first is not (>= 0 and <= 1) || second is not (>= 0 and <= 1)) throw new ModelFormatException("moments lack between none and all");

        var inner = AdamWeights.Read(schema.EncodedLength + 1, Lanes.RoundUp(hidden), ref reader);
        return (new NetworkState(schema, hidden, rate[0], inner) { FirstLack = first, SecondLack = second }, samples);
    }

    public static void ReadClasses(FeatureSchema schema, ref SpanReader reader, NetworkState state, long[] evidence, Prototypes?[] prototypes)
    {
        for (var k = 0; k < evidence.Length; k++)
        {
            evidence[k] = reader.Count();
            var clusters = reader.Byte();
            if (clusters > Prototypes.Most) throw new ModelFormatException($"class {k} has {clusters} clusters");
            if (clusters == 0) continue;

            state.Outer[k] = AdamWeights.Read(1, state.OuterWidth, ref reader);
            prototypes[k] = new Prototypes(schema.EncodedLength);
            for (var i = 0; i < clusters; i++)
            {
                var (count, sketch) = (reader.Int64(), new ClassSketch(schema.EncodedLength));
                reader.Floats(sketch.Means);
                reader.Floats(sketch.Variances);
                if (count is < 1 or > ModelPart.MostEvidence || TensorPrimitives.Min<float>(sketch.Variances) < 0) throw new ModelFormatException($"cluster {i} of class {k} is impossible");
                prototypes[k]!.Add(sketch, count);
            }
        }
    }
}
