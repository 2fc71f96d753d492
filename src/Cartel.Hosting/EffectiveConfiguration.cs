using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Cartel.Hosting;

/// <summary>What a program would run with, as a file that says the same; secrets are left out.</summary>
public static partial class EffectiveConfiguration
{
    private static readonly string[] NotSettings = ["--config", "--check", "--help", "--version"];

    /// <summary>The settings with where each comes from: a file with its line, a variable, “command line” or “default”.</summary>
    /// <param name="settings">The command whose options are the settings.</param>
    /// <param name="parsed">What was said.</param>
    /// <param name="woven">Where.</param>
    public static IReadOnlyList<Setting> Read(Command settings, ParseResult parsed, WovenArguments woven)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return
        [
            .. from option in Settings(settings)
               let given = parsed.GetResult(option) is { Implicit: false } result ? string.Join(',', result.Tokens.Select(static token => token.Value)) : null
               let value = given is { Length: > 0 } ? given : given is not null ? "true" : DefaultOf(option)
               where value is not null
               let source = given is null ? "default" : woven.SourceOf(option) ?? "command line"
               select new Setting(option.Name.TrimStart('-'), Redaction.Of(Password().Replace(value, "$1…")), source),
        ];
    }

    /// <summary>The text of the file.</summary>
    /// <inheritdoc cref="Read" path="/param"/>
    public static string Write(Command settings, ParseResult parsed, WovenArguments woven) => Write(Read(settings, parsed, woven));

    /// <summary>The same of settings that were read already.</summary>
    public static string Write(IEnumerable<Setting> settings) => string.Concat(settings.Select(static one => $"{one.Name}: {Quoted(one.Value)}  # {one.Source}\n"));

    /// <summary>The options that are settings.</summary>
    internal static IEnumerable<Option> Settings(Command command) => command.Options.Where(static option => !option.Hidden && !NotSettings.Contains(option.Name));

    /// <summary>What holds where nothing is said, as a file would say it; null: nothing does.</summary>
    internal static string? DefaultOf(Option option) => option.HasDefaultValue || option.ValueType == typeof(bool)
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
