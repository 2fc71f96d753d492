using Spectre.Console;

namespace Cartel.Cli;

/// <summary>Progress goes to standard error, results to standard output.</summary>
internal static class Terminal
{
    private const int Unlimited = 100_000;

    /// <summary>Standard error, with colours and movement only where a terminal shows them.</summary>
    public static IAnsiConsole Errors { get; } = CreateErrors();

    /// <summary>Standard output; wide when no terminal limits it.</summary>
    public static IAnsiConsole Results { get; } = CreateResults();

    /// <summary>Whether a person looks at standard error.</summary>
    public static bool IsLive => Errors.Profile.Capabilities.Interactive && !Console.IsErrorRedirected;

    private static IAnsiConsole CreateErrors()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            Ansi = Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = Console.IsErrorRedirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        // A message stays one line, which a script can search for.
        if (Console.IsErrorRedirected) console.Profile.Width = Unlimited;
        return console;
    }

    private static IAnsiConsole CreateResults()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected) console.Profile.Width = 160;
        return console;
    }
}
