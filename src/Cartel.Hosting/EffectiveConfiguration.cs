using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Cartel.Hosting;

/// <summary>What a program would run with, as a file that says the same; passwords are left out.</summary>
public static partial class EffectiveConfiguration
{
    private static readonly string[] NotSettings = ["--config", "--check", "--help", "--version"];

    /// <summary>The text of the file.</summary>
    /// <param name="settings">The command whose options are the settings.</param>
    /// <param name="parsed">What was said.</param>
    /// <param name="woven">Where.</param>
    public static string Write(Command settings, ParseResult parsed, WovenArguments woven)
    {
        var lines = from option in settings.Options
                    where !option.Hidden && !NotSettings.Contains(option.Name)
                    let given = parsed.GetResult(option) is { Implicit: false } result ? string.Join(',', result.Tokens.Select(static token => token.Value)) : null
                    let value = given is { Length: > 0 } ? given : given is not null ? "true" : Text(option)
                    where value is not null
                    let source = given is null ? "default" : woven.SourceOf(option) ?? "command line"
                    select $"{option.Name.TrimStart('-')}: {Quoted(Password().Replace(value, "$1…"))}  # {source}";
        return string.Join('\n', lines) + "\n";
    }

    private static string? Text(Option option) => option.HasDefaultValue || option.ValueType == typeof(bool)
        ? option.GetDefaultValue() switch
        {
            null => option.ValueType == typeof(bool) ? "false" : null,
            bool flag => flag ? "true" : "false",
            TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds}ms"),
            Enum word => word.ToString().ToLowerInvariant(),
            var other => Convert.ToString(other, CultureInfo.InvariantCulture),
        }
        : null;

    private static string Quoted(string value) => value.Length > 0 && Plain().IsMatch(value) ? value : $"\"{value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex("(password=)[^,;]*", RegexOptions.IgnoreCase)]
    private static partial Regex Password();

    [GeneratedRegex("^[A-Za-z0-9./_-][A-Za-z0-9./_:-]*$")]
    private static partial Regex Plain();
}
