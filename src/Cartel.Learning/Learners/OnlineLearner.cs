using System.Text;

namespace Cartel.Learning;

/// <summary>Makes learners by name and restores them from snapshots.</summary>
public static class OnlineLearner
{
    private const byte Version = 1;

    /// <summary>The names that <see cref="Create"/> takes; <c>linear</c> is short for <c>linear-logistic</c>.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["linear", .. LearnerKinds.All.Select(static kind => kind.Name)];

    /// <summary>Makes an untrained learner.</summary>
    /// <param name="kind">One of <see cref="Kinds"/> or of a plug-in's (<see cref="LearnerPlugins"/>), with settings if wanted:
    /// <c>adaptive-random-forest?trees=30</c>.</param>
    /// <param name="schema">The task's columns and classes.</param>
    /// <param name="seed">Seeds what a learner draws at random: same seed and samples, same model.</param>
    /// <exception cref="ArgumentException">There is no learner of that name, or no such setting; the message lists those there are.</exception>
    public static IOnlineLearner Create(string kind, FeatureSchema schema, int seed = 1)
    {
        var settings = Settings.Parse(kind);
        var name = settings.Name == "linear" ? "linear-logistic" : settings.Name;
        var learner = LearnerKinds.Find(name).Create(schema, settings, seed);
        settings.Done();
        return learner;
    }

    /// <summary>Restores a learner that <see cref="IOnlineLearner.Save"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The snapshot is damaged, of another version or of another schema.</exception>
    public static IOnlineLearner Restore(FeatureSchema schema, ReadOnlySpan<byte> snapshot)
    {
        var reader = new SpanReader(snapshot);
        if (!reader.Bytes(4).SequenceEqual("CMOD"u8)) throw new ModelFormatException("not a Cartel model: it does not start with CMOD");
        var version = reader.Byte();
        if (version != Version) throw new ModelFormatException($"the snapshot has version {version}; this program reads {Version}");
        var name = reader.Name();
        if (Convert.ToHexStringLower(reader.Bytes(32)) != schema.Hash) throw new ModelFormatException("the snapshot is of another schema");

        var learner = Find(name).Restore(schema, ref reader);
        reader.End();
        return learner;
    }

    private static LearnerKinds.LearnerKind Find(string name)
    {
        try
        {
            return LearnerKinds.Find(name);
        }
        catch (ArgumentException lacking)
        {
            throw new ModelFormatException($"the snapshot is of a learner “{name}” that this program lacks", lacking);
        }
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
