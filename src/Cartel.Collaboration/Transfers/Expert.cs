using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>A model that may predict, and whose parts it was made of beside the target's own.</summary>
/// <param name="Name">How it was made, in words.</param>
/// <param name="Model">The model.</param>
/// <param name="Donors">Whose parts are in it; empty for the target's own.</param>
/// <param name="Parts">The ids of those parts.</param>
internal sealed record Expert(string Name, IOnlineLearner Model, IReadOnlyList<string> Donors, IReadOnlyList<string> Parts)
{
    /// <summary>The model without what was borrowed.</summary>
    public static Expert Former(IOnlineLearner model) => new("the former model", model, [], []);

    public void Save(BinaryWriter writer)
    {
        writer.WriteText(Name);
        Write(writer, Donors);
        Write(writer, Parts);
        writer.WriteBlock(Model.Save());
    }

    public static Expert Restore(FeatureSchema schema, ref SpanReader reader)
    {
        var (name, donors, parts) = (reader.Text(), Read(ref reader), Read(ref reader));
        return new Expert(name, OnlineLearner.Restore(schema, reader.Block()), donors, parts);
    }

    private static void Write(BinaryWriter writer, IReadOnlyList<string> names)
    {
        writer.Write(names.Count);
        foreach (var name in names) writer.WriteText(name);
    }

    private static string[] Read(ref SpanReader reader)
    {
        var names = new string[CollaborativeState.ReadLength(ref reader)];
        for (var i = 0; i < names.Length; i++) names[i] = reader.Text();
        return names;
    }
}
