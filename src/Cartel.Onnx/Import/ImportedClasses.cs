using System.Globalization;
using System.Text.Json;
using Cartel.Learning;
using Cartel.Onnx.Format;

namespace Cartel.Onnx;

/// <summary>Which of a task's classes a model's outputs are.</summary>
internal static class ImportedClasses
{
    /// <summary>Of each of the model's classes the task's index.</summary>
    /// <exception cref="OnnxException">The task has no such class, or the model names one twice.</exception>
    public static int[] Of(NodeProto classifier, string integers, FeatureSchema schema)
    {
        var names = classifier.Texts("classlabels_strings");
        return names.Count > 0 ? Named(names, schema) : NamedOrNumbered([.. classifier.Integers(integers).Select(static number => number.ToString(CultureInfo.InvariantCulture))], schema);
    }

    /// <summary>The same of a linear layer: the names from which its graph picks the label, or its property <c>classes</c> (a JSON list, as <c>cartel export</c> writes it); else all of the task's, in order.</summary>
    /// <exception cref="OnnxException">They are more or fewer than the model has outputs.</exception>
    public static int[] Of(ImportedGraph graph, int outputs, FeatureSchema schema)
    {
        if (graph.LabelNames() is { Count: > 0 } labels) return NamedOrNumbered(labels, schema);
        if (graph.Model.MetadataProps.FirstOrDefault(static property => property.Key == "classes") is { } property) return Named(ParseNames(property.Value), schema);

        var count = schema.Classes.Count;
        return outputs == count || (outputs == 1 && count == 2)
            ? [.. Enumerable.Range(0, count)]
            : throw new OnnxException($"it has {outputs} outputs, and the task {count} classes: name its classes, in order, in the model's property “classes” as a JSON list");
    }

    // Numbers that name no class are indices.
    private static int[] NamedOrNumbered(IReadOnlyList<string> names, FeatureSchema schema)
    {
        if (names.Any(schema.Classes.Contains) || !names.All(static name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))) return Named(names, schema);

        int[] indices = [.. names.Select(static name => int.Parse(name, NumberStyles.None, CultureInfo.InvariantCulture))];
        if (indices.FirstOrDefault(index => index >= schema.Classes.Count, -1) is not -1 and var strange)
            throw new OnnxException($"it knows a class {strange}, and the task has no such: its classes are {string.Join(", ", schema.Classes.Take(20))}");

        return Distinct(indices, schema);
    }

    private static int[] Named(IReadOnlyList<string> names, FeatureSchema schema) => Distinct(
        [.. names.Select(name => schema.Classes.Index().Where(known => known.Item == name).Select(static known => known.Index).FirstOrDefault(-1) is >= 0 and var index
            ? index
            : throw new OnnxException($"it knows a class “{name}”, and the task has no such: its classes are {string.Join(", ", schema.Classes.Take(20))}"))],
        schema);

    private static int[] Distinct(int[] classes, FeatureSchema schema)
    {
        if (classes.Length < 2) throw new OnnxException($"it tells {classes.Length} classes apart; 2 or more are due");
        if (classes.GroupBy(static label => label).FirstOrDefault(static group => group.Count() > 1) is { } twice) throw new OnnxException($"it names the class “{schema.Classes[twice.Key]}” twice");
        return classes;
    }

    private static string[] ParseNames(string json)
    {
        try
        {
            using var list = JsonDocument.Parse(json);
            return [.. list.RootElement.EnumerateArray().Select(static name => name.GetString() ?? "")];
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException)
        {
            throw new OnnxException("its property “classes” is no JSON list of names", damage);
        }
    }
}
