using System.Security.Cryptography;
using System.Text;

namespace Cartel.Learning;

/// <summary>How a feature's values are to be read.</summary>
public enum FeatureKind
{
    /// <summary>A number in any unit; learners that need it scale it.</summary>
    Numeric,

    /// <summary>One of a list of categories; its value is the index in that list.</summary>
    Nominal,

    /// <summary>A number in [0, 1] that shares its unit with its neighbours, such as a pixel; never scaled.</summary>
    Unit,
}

/// <summary>One column of a task's samples.</summary>
/// <param name="Name">The column's name, unique in its schema.</param>
/// <param name="Kind">How its values are to be read.</param>
/// <param name="Categories">The categories of a nominal feature in index order; empty for a numeric one.</param>
public sealed record Feature(string Name, FeatureKind Kind, IReadOnlyList<string> Categories)
{
    /// <summary>A numeric feature.</summary>
    public static Feature Numeric(string name) => new(name, FeatureKind.Numeric, []);

    /// <summary>A feature in [0, 1] that is never scaled.</summary>
    public static Feature Unit(string name) => new(name, FeatureKind.Unit, []);

    /// <summary>A nominal feature with its categories in index order.</summary>
    public static Feature Nominal(string name, IReadOnlyList<string> categories) => new(name, FeatureKind.Nominal, categories);

    /// <summary>How many encoded features this one becomes: 1, or one per category.</summary>
    public int EncodedLength => Kind is FeatureKind.Nominal ? Categories.Count : 1;
}

/// <summary>What every agent of a task agrees on: the columns, in order, and the classes, in order.</summary>
/// <remarks>Only agents whose schemas have the same <see cref="Hash"/> exchange model parts.</remarks>
public sealed class FeatureSchema
{
    /// <summary>The most features, encoded features or classes that a schema may have.</summary>
    public const int LargestCount = 65_536;

    /// <summary>The version of the canonical form: part of what is hashed, so that schemas of two versions never pass for one.</summary>
    public const int Version = 1;

    /// <summary>Makes a schema.</summary>
    /// <param name="features">At least one; names unique; at most <see cref="LargestCount"/> once encoded.</param>
    /// <param name="classes">At least two; names unique and not empty.</param>
    /// <exception cref="ArgumentException">A rule above is broken; the message names the feature or class.</exception>
    public FeatureSchema(IReadOnlyList<Feature> features, IReadOnlyList<string> classes)
    {
        Features = RequireUnique([.. features], static feature => feature.Name, nameof(features), least: 1);
        Classes = RequireUnique([.. classes], static name => name, nameof(classes), least: 2);
        if (Features.FirstOrDefault(static feature => feature.Categories.Any(static category => category is null)) is { } bad)
            throw new ArgumentException($"has a category of “{bad.Name}” without a name", nameof(features));

        var encoded = Features.Sum(static feature => (long)feature.EncodedLength);
        EncodedLength = (int)Require.Between(encoded, 1, LargestCount, nameof(features));
        Hash = HashOf(this);
    }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<Feature> Features { get; }

    /// <summary>The names of the classes; a label is an index into this list.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The number of features once nominal ones are one-hot: the length of a learner's input.</summary>
    public int EncodedLength { get; }

    /// <summary>SHA-256 of the columns and classes in canonical form, version <see cref="Version"/>: 64 lower-case hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>The index of a class by its name, or −1 if the task does not know it.</summary>
    public int IndexOfClass(string name)
    {
        for (var i = 0; i < Classes.Count; i++)
        {
            if (Classes[i] == name) return i;
        }

        return -1;
    }

    private static T[] RequireUnique<T>(T[] items, Func<T, string> name, string argument, int least)
    {
        if (items.Length < least || items.Length > LargestCount)
            throw new ArgumentException($"needs {least} to {LargestCount} entries and has {items.Length}", argument);

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (string.IsNullOrEmpty(name(item))) throw new ArgumentException("has an entry without a name", argument);
            if (!seen.Add(name(item))) throw new ArgumentException($"names “{name(item)}” twice", argument);
        }

        return items;
    }

    // Length prefixes keep two different schemas from having one canonical text.
    private static string HashOf(FeatureSchema schema)
    {
        var text = new StringBuilder($"cartel-schema-{Version}\n");
        foreach (var feature in schema.Features)
        {
            Append(text, NameOf(feature.Kind), feature.Name);
            foreach (var category in feature.Categories) Append(text, "category", category);
        }

        foreach (var name in schema.Classes) Append(text, "class", name);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string NameOf(FeatureKind kind) => kind switch
    {
        FeatureKind.Numeric => "numeric",
        FeatureKind.Nominal => "nominal",
        FeatureKind.Unit => "unit",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "is no kind of feature"),
    };

    private static void Append(StringBuilder text, string kind, string name) =>
        text.Append(kind).Append(' ').Append(name.Length).Append(' ').Append(name).Append('\n');
}
