using System.ComponentModel;
using System.Diagnostics;

namespace Cartel.Onnx.Tests;

/// <summary>Scripts in Python, whose libraries are independent judges.</summary>
internal static class Python
{
    // Of a script that lacks a library.
    private const int Lacking = 77;

    /// <summary>What a script says; fails where it ends with an error, and is skipped where no Python has what it needs.</summary>
    /// <param name="missing">What is to be done about that.</param>
    /// <param name="input">What the script reads.</param>
    /// <param name="arguments">The script, as a file or as <c>-c</c> and its text.</param>
    public static async Task<string> RunAsync(string missing, ReadOnlyMemory<byte> input, params string[] arguments)
    {
        // Debian's has the libraries, whichever comes first on the PATH.
        foreach (var program in (string[])["/usr/bin/python3", "python3"])
        {
            var (exitCode, output, errors) = await RunOneAsync(program, input, arguments);
            if (exitCode is null or Lacking) continue;

            Assert.That(exitCode, Is.Zero, errors);
            return output.Trim();
        }

        Assert.Ignore(missing);
        return "";
    }

    private static async Task<(int? ExitCode, string Output, string Errors)> RunOneAsync(string program, ReadOnlyMemory<byte> input, string[] arguments)
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, errors) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
            try
            {
                await python.StandardInput.BaseStream.WriteAsync(input);
                python.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended before it had read all: its exit code says why.
            }

            await python.WaitForExitAsync();
            return (python.ExitCode, await output, await errors);
        }
        catch (Win32Exception)
        {
            return (null, "", "");
        }
    }
}
