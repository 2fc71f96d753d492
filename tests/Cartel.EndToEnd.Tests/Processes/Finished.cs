using System.Diagnostics;

namespace Cartel.EndToEnd.Tests;

/// <summary>What any program said, in order, and how it ended.</summary>
internal sealed record Finished(int ExitCode, string Said)
{
    /// <summary>Runs a program to its end; one that takes longer is killed and fails its test.</summary>
    public static async Task<Finished> RunAsync(TimeSpan patience, string folder, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(patience);
        process.StandardInput.Close();
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new AssertionException($"{program} {string.Join(' ', arguments)} did not end within {patience.TotalSeconds} s. It said:\n{string.Concat(await said)}");
        }

        return new Finished(process.ExitCode, string.Concat(await said));
    }

    /// <summary>The same within a minute, in a folder, with the tests' own environment.</summary>
    public static Task<Finished> RunAsync(string folder, string program, params string[] arguments) =>
        RunAsync(TimeSpan.FromMinutes(1), folder, new Dictionary<string, string>(), program, arguments);
}
