using Spectre.Console;

namespace Cartel.Cli;

/// <summary>Progress goes to standard error, results to standard output.</summary>
internal static class Terminal
{
    /// <summary>Standard error, with colours and movement only where a terminal shows them.</summary>
    public static IAnsiConsole Errors { get; } = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        Ansi = Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        Interactive = Console.IsErrorRedirected ? InteractionSupport.No : InteractionSupport.Detect,
    });

    /// <summary>Standard output; wide when no terminal limits it.</summary>
    public static IAnsiConsole Results { get; } = CreateResults();

    /// <summary>Whether a person looks at standard error.</summary>
    public static bool IsLive => Errors.Profile.Capabilities.Interactive && !Console.IsErrorRedirected;

    private static IAnsiConsole CreateResults()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected) console.Profile.Width = 160;
        return console;
    }
}
