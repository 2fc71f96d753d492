using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cartel.Hosting;

/// <summary>The JSON schema (draft 2020-12) of a program's configuration file, made from its options: so the two cannot disagree.</summary>
/// <remarks>As <see cref="ConfigurationFile"/> has it, <c>checkpoint-every: 5</c> may be written <c>checkpoint: {every: 5}</c> too. Nothing is required:
/// what a file does not say may come from the environment or the command line.</remarks>
public static class ConfigurationSchema
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Its text, with a line feed at the end.</summary>
    /// <param name="settings">The command whose options are the settings.</param>
    /// <param name="title">What the file is.</param>
    public static string Write(Command settings, string title)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            writer.WriteString("title", title);
            WriteObject(writer, [.. EffectiveConfiguration.Settings(settings).Select(static option => (option.Name.TrimStart('-').Split('-'), option))], depth: 0);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void WriteObject(Utf8JsonWriter writer, IReadOnlyList<(string[] Words, Option Option)> settings, int depth)
    {
        writer.WriteString("type", "object");
        writer.WriteBoolean("additionalProperties", false);
        writer.WriteStartObject("properties");
        foreach (var key in settings.SelectMany(one => Keys(one.Words, depth)).Distinct().OrderBy(static key => key, StringComparer.Ordinal))
        {
            writer.WriteStartObject(key);
            var words = depth + key.Split('-').Length;
            var here = settings.Where(one => one.Words.Length >= words && string.Join('-', one.Words[depth..words]) == key).ToList();
            var (option, below) = (here.Find(one => one.Words.Length == words).Option, here.Where(one => one.Words.Length > words).ToList());
            if (option is not null && below.Count > 0) WriteEither(writer, option, below, words);
            else if (option is not null) WriteValue(writer, option);
            else WriteObject(writer, below, words);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    // “data: …”, and “data: {folder: …}” for data-folder.
    private static void WriteEither(Utf8JsonWriter writer, Option option, IReadOnlyList<(string[] Words, Option Option)> below, int words)
    {
        writer.WriteStartArray("anyOf");
        writer.WriteStartObject();
        WriteValue(writer, option);
        writer.WriteEndObject();
        writer.WriteStartObject();
        WriteObject(writer, below, words);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static IEnumerable<string> Keys(string[] words, int depth) => Enumerable.Range(depth + 1, words.Length - depth).Select(end => string.Join('-', words[depth..end]));

    private static void WriteValue(Utf8JsonWriter writer, Option option)
    {
        if (option.Description is { } description) writer.WriteString("description", description);
        var usual = EffectiveConfiguration.DefaultOf(option);
        if (option is IBounded bounds) WriteNumber(writer, option, bounds, usual);
        else if (option.ValueType == typeof(bool)) WriteFlag(writer, usual);
        else WriteText(writer, option, usual);
    }

    private static void WriteNumber(Utf8JsonWriter writer, Option option, IBounded bounds, string? usual)
    {
        var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        writer.WriteString("type", type == typeof(double) || type == typeof(float) ? "number" : "integer");
        if (double.IsFinite(bounds.Least)) writer.WriteNumber("minimum", bounds.Least);
        if (double.IsFinite(bounds.Most)) writer.WriteNumber("maximum", bounds.Most);
        if (double.TryParse(usual, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) writer.WriteNumber("default", number);
    }

    private static void WriteFlag(Utf8JsonWriter writer, string? usual)
    {
        writer.WriteString("type", "boolean");
        writer.WriteBoolean("default", usual == "true");
    }

    private static void WriteText(Utf8JsonWriter writer, Option option, string? usual)
    {
        writer.WriteString("type", "string");
        if (option.ValueType == typeof(Uri)) writer.WriteString("format", "uri");
        var words = option.GetCompletions(CompletionContext.Empty).Select(static word => word.Label.ToLowerInvariant()).ToList();
        if (words.Count > 0)
        {
            writer.WriteStartArray("enum");
            foreach (var word in words) writer.WriteStringValue(word);
            writer.WriteEndArray();
        }

        if (usual is { Length: > 0 }) writer.WriteString("default", usual);
    }
}
