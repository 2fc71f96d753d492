using System.Text.RegularExpressions;

namespace Cartel.Agent;

/// <summary>Command lines of Windows: one text, which the program takes apart again.</summary>
internal static partial class WindowsCommandLine
{
    /// <summary>The text that is taken apart into these arguments (CommandLineToArgvW).</summary>
    public static string Of(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quoted));

    // Backslashes mean themselves, but before a quotation mark: there they are doubled.
    private static string Quoted(string argument) =>
        Plain().IsMatch(argument) ? argument : $"\"{BackslashesBeforeQuote().Replace(argument, static found => $"{found.Groups[1].Value}{found.Groups[1].Value}{(found.Groups[2].Length > 0 ? "\\\"" : "")}")}\"";

    [GeneratedRegex(@"^[^\s""]+$")]
    private static partial Regex Plain();

    [GeneratedRegex(@"(\\*)(""|$)")]
    private static partial Regex BackslashesBeforeQuote();
}
