using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace Cartel.Streams;

/// <summary>Says in one sentence, and in the words of the file, what the JSON reader says in words of the program.</summary>
/// <remarks>A message that is not known here is passed on without the place, which the error that carries it names.</remarks>
internal static partial class JsonMistake
{
    /// <summary>Where it is, as in <c>agents[2].phases[0].prior</c>; empty for the file as a whole.</summary>
    public static string Place(JsonException error) => (error.Path ?? "").TrimStart('$').TrimStart('.');

    /// <summary>What is wrong there.</summary>
    public static string Reason(JsonException error)
    {
        var message = error.Message.Split(" Path: ", 2)[0];
        if (UnknownKey().Match(message) is { Success: true } unknown)
            return $"there is no key “{unknown.Groups[1].Value}” here; keys are {string.Join(", ", KeysOf(unknown.Groups[2].Value))}";
        if (WrongValue().Match(message) is { Success: true } wrong) return $"is not {Due(TypeOf(wrong.Groups[1].Value, Place(error)))}";
        if (MissingKeys().Match(message) is { Success: true } missing) return $"lacks {Key().Replace(missing.Groups[1].Value, "“$1”")}";
        if (Twice().Match(message) is { Success: true } twice) return $"the key “{twice.Groups[1].Value}” stands here twice";
        return Null().IsMatch(message) ? "is null" : message;
    }

    private static IEnumerable<string> KeysOf(string type) => PropertiesOf(type).Select(static property => property.Name);

    // Of a value that a constructor takes the reader names the constructor's type, and not the value's.
    private static string TypeOf(string type, string place) =>
        PropertiesOf(type).FirstOrDefault(property => property.Name == place.Split('.')[^1])?.PropertyType.ToString() ?? type;

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A type that the reader names is one that WorkloadJson refers to, so it stays.")]
    private static IEnumerable<JsonPropertyInfo> PropertiesOf(string type) =>
        typeof(Workload).Assembly.GetType(type) is { } known && WorkloadJson.Default.GetTypeInfo(known) is { } info ? info.Properties : [];

    private static string Due(string type) => type switch
    {
        _ when type.Contains("List", StringComparison.Ordinal) => "a list",
        _ when type.Contains("Dictionary", StringComparison.Ordinal) => "an object",
        _ when type.Contains("System.Double", StringComparison.Ordinal) => "a number",
        _ when type.Contains("System.Int", StringComparison.Ordinal) => "a whole number",
        _ when type.Contains("System.String", StringComparison.Ordinal) => "a text in quotes",
        _ when type.Contains("System.Boolean", StringComparison.Ordinal) => "true or false",
        _ => "an object",
    };

    [GeneratedRegex("^The JSON property '(.+)' could not be mapped to any .NET member contained in type '(.+)'")]
    private static partial Regex UnknownKey();

    [GeneratedRegex("could not be converted to (.+?)\\.?$")]
    private static partial Regex WrongValue();

    [GeneratedRegex("was missing required properties including: (.+)\\.")]
    private static partial Regex MissingKeys();

    [GeneratedRegex("'(.+?)'")]
    private static partial Regex Key();

    [GeneratedRegex("^Duplicate property '(.+)' encountered")]
    private static partial Regex Twice();

    [GeneratedRegex("^The (?:constructor parameter|property or field) '.+' on type '.+' doesn't allow .*null")]
    private static partial Regex Null();
}
