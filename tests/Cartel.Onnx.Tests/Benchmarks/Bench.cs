using System.Diagnostics;

namespace Cartel.Onnx.Tests;

/// <summary><c>./cartel bench</c>, run as the launcher runs it; one that does not end within two minutes is killed and fails its test.</summary>
internal static class Bench
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Beside the tests, of the same configuration.
    private static readonly string Program = Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Cartel.Benchmarks", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "Cartel.Benchmarks.dll");

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new AssertionException($"bench {string.Join(' ', arguments)} did not end within {Patience.TotalSeconds} s");
        }
    }
}
