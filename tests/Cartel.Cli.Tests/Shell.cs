using System.Diagnostics;

namespace Cartel.Cli.Tests;

/// <summary>What a program said and how it ended.</summary>
internal sealed record Finished(int ExitCode, string Output, string Errors);

/// <summary>Runs programs for tests; one that does not end within a minute is killed and fails its test.</summary>
internal static class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Runs a program and collects what it says.</summary>
    /// <param name="program">Its path, or its name on PATH.</param>
    /// <param name="arguments">Passed as they are.</param>
    /// <param name="folder">Where it runs; null: where the tests do.</param>
    /// <param name="environment">Variables added to those of the tests; null removes one.</param>
    public static async Task<Finished> RunAsync(
        string program, string[] arguments, string? folder = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? AppContext.BaseDirectory,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new Finished(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new AssertionException($"{program} {string.Join(' ', arguments)} did not end within {Patience.TotalSeconds} s");
        }
    }
}
