using System.CommandLine;

namespace Cartel.Cli;

/// <summary>The <c>--data</c> option, the same for every command.</summary>
internal static class DataOption
{
    /// <summary>Where relative names are looked up after the current folder; null if the environment names none.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable("CARTEL_DATA") is { Length: > 0 } folder ? folder : null;

    public static Option<string> Create(bool required, string fallback = "") => new("--data")
    {
        Description = "What to learn from: csv:FILE?label=NAME, mnist:DIR, idx:IMAGES?labels=LABELS, or a generator: sea, agrawal, rbf, led"
            + (required ? "." : $"; by default {fallback}."),
        Required = required,
        DefaultValueFactory = required ? null : _ => fallback,
    };
}
