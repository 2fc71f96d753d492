using Spectre.Console;

namespace Cartel.Cli;

/// <summary>Progress goes to standard error, results to standard output.</summary>
internal static class Terminal
{
    private const int Unlimited = 100_000;

    /// <summary>Standard error, with colours and movement only where a terminal shows them.</summary>
    public static IAnsiConsole Errors { get; } = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>Standard output.</summary>
    public static IAnsiConsole Results { get; } = Create(Console.Out, Console.IsOutputRedirected);

    /// <summary>Whether a person looks at standard error.</summary>
    public static bool IsLive => Errors.Profile.Capabilities.Interactive && !Console.IsErrorRedirected;

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        // A message stays one line, which a script can search for.
        if (redirected) console.Profile.Width = Unlimited;
        return console;
    }
}
