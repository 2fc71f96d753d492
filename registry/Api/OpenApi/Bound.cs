using System.Globalization;
using Microsoft.OpenApi;

namespace Cartel.Registry.Api.OpenApi;

/// <summary>What a value may be, beyond its type.</summary>
internal sealed record Bound
{
    public double? Least { get; init; }

    public double? Most { get; init; }

    public int? Shortest { get; init; }

    public int? Longest { get; init; }

    public string? Pattern { get; init; }

    public int? FewestItems { get; init; }

    public int? MostItems { get; init; }

    public static Bound Between(double least, double most) => new() { Least = least, Most = most };

    public static Bound Of(string pattern) => new() { Pattern = pattern };

    public static Bound Text(int longest, int shortest = 0) => new() { Shortest = shortest, Longest = longest };

    /// <summary>Writes it to a value's schema, or, but for the count of the items, to that of an array's items.</summary>
    public void ApplyTo(IOpenApiSchema? schema)
    {
        if (schema is not OpenApiSchema own) return;

        if (own.Type is { } type && type.HasFlag(JsonSchemaType.Array))
        {
            (own.MinItems, own.MaxItems) = (FewestItems ?? own.MinItems, MostItems ?? own.MaxItems);
            ApplyTo(own.Items);
        }
        else if (own.Type is { } scalar && (scalar & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0)
        {
            (own.Minimum, own.Maximum) = (Write(Least) ?? own.Minimum, Write(Most) ?? own.Maximum);
        }
        else if (own.Type is { } text && text.HasFlag(JsonSchemaType.String))
        {
            (own.MinLength, own.MaxLength, own.Pattern) = (Shortest ?? own.MinLength, Longest ?? own.MaxLength, Pattern ?? own.Pattern);
        }
    }

    private static string? Write(double? number) => number?.ToString("R", CultureInfo.InvariantCulture);
}
