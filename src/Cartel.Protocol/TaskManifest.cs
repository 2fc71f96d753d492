using Cartel.Learning;

namespace Cartel.Protocol;

/// <summary>One learning problem shared by agents: <c>/tasks/{task}</c>.</summary>
/// <param name="Name">The task's name: 1 to 63 of a–z, 0–9 and hyphen.</param>
/// <param name="Schema">Columns and classes, in order.</param>
/// <param name="Learner">The learner's kind, such as <c>linear-logistic</c>.</param>
/// <param name="Description">A few words for people.</param>
/// <param name="Extractor">What looks at some columns in the learner's stead; null: the learner sees them all.</param>
public sealed record TaskManifest(string Name, SchemaDocument Schema, string Learner, string? Description = null, ExtractorDocument? Extractor = null)
{
    /// <summary>What the learner sees: the columns, or the extractor's embedding behind those that it does not look at.</summary>
    /// <remarks>Its hash is what agents must agree on, and names the extractor's: who has another one exchanges no parts.</remarks>
    /// <exception cref="ArgumentException">The schema or the extractor breaks a rule; the message says which.</exception>
    public FeatureSchema ToModelSchema() => Extractor is null ? Schema.ToSchema() : Extractor.Behind(Schema.ToSchema());
}

/// <summary>A feature schema as JSON.</summary>
/// <param name="Features">The columns, in order.</param>
/// <param name="Classes">The names of the classes, in label order.</param>
public sealed record SchemaDocument(IReadOnlyList<FeatureDocument> Features, IReadOnlyList<string> Classes)
{
    /// <summary>The same as the learning library's schema.</summary>
    /// <exception cref="ArgumentException">It breaks a rule of <see cref="FeatureSchema"/>; the message says which.</exception>
    public FeatureSchema ToSchema()
    {
        // JSON may lack a member or hold a null in a list, whatever the types here say.
        if (Features is null || Classes is null || Features.Any(static feature => feature is null))
            throw new ArgumentException("a schema needs “features” and “classes”, lists without null");

        return new FeatureSchema([.. Features.Select(static feature => new Feature(feature.Name, feature.Kind, feature.Categories ?? []))], Classes);
    }

    /// <summary>The JSON form of a schema.</summary>
    public static SchemaDocument From(FeatureSchema schema) => new(
        [.. schema.Features.Select(static feature => new FeatureDocument(
            feature.Name, feature.Kind, feature.Kind is FeatureKind.Nominal ? feature.Categories : null))],
        schema.Classes);
}

/// <summary>One column as JSON.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Kind"><c>numeric</c> or <c>nominal</c>.</param>
/// <param name="Categories">The categories of a nominal column, in index order.</param>
public sealed record FeatureDocument(string Name, FeatureKind Kind, IReadOnlyList<string>? Categories = null);
