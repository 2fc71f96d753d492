using System.Text;

namespace Cartel.Learning;

/// <summary>Makes learners by name and restores them from snapshots: the one list of those that ship.</summary>
public static class OnlineLearner
{
    private const byte Version = 1;

    /// <summary>The names that <see cref="Create"/> takes; <c>linear</c> is short for <c>linear-logistic</c>.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["linear", "linear-logistic", "linear-hinge"];

    /// <summary>Makes an untrained learner.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="schema">The task's columns and classes.</param>
    /// <exception cref="ArgumentException">There is no learner of that name; the message lists those there are.</exception>
    public static IOnlineLearner Create(string kind, FeatureSchema schema) => kind switch
    {
        "linear" or "linear-logistic" => new LinearLearner(schema, LinearLoss.Logistic),
        "linear-hinge" => new LinearLearner(schema, LinearLoss.Hinge),
        _ => throw new ArgumentException($"there is no learner “{kind}”; there are {string.Join(", ", Kinds)}", nameof(kind)),
    };

    /// <summary>Restores a learner that <see cref="IOnlineLearner.Save"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The snapshot is damaged, of another version or of another schema.</exception>
    public static IOnlineLearner Restore(FeatureSchema schema, ReadOnlySpan<byte> snapshot)
    {
        var reader = new SpanReader(snapshot);
        if (!reader.Bytes(4).SequenceEqual("CMOD"u8)) throw new ModelFormatException("not a Cartel model: it does not start with CMOD");
        var version = reader.Byte();
        if (version != Version) throw new ModelFormatException($"the snapshot has version {version}; this program reads {Version}");
        var kind = reader.Name();
        if (Convert.ToHexStringLower(reader.Bytes(32)) != schema.Hash) throw new ModelFormatException("the snapshot is of another schema");

        IOnlineLearner learner = kind switch
        {
            "linear-logistic" => LinearLearner.Restore(schema, LinearLoss.Logistic, ref reader),
            "linear-hinge" => LinearLearner.Restore(schema, LinearLoss.Hinge, ref reader),
            _ => throw new ModelFormatException($"the snapshot is of a learner “{kind}” that this program lacks"),
        };
        reader.End();
        return learner;
    }

    internal static void WriteHeader(BinaryWriter writer, string kind, FeatureSchema schema)
    {
        writer.Write("CMOD"u8);
        writer.Write(Version);
        writer.Write((byte)kind.Length);
        writer.Write(Encoding.ASCII.GetBytes(kind));
        writer.Write(Convert.FromHexString(schema.Hash));
    }
}
