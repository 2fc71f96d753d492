using System.ComponentModel;
using System.Diagnostics;

namespace Cartel.Benchmarks;

/// <summary>Runs a script with the first Python that has what it imports.</summary>
internal static class Python
{
    /// <summary>Its last line; null where there is no such Python.</summary>
    public static string? Run(string script, params string[] arguments)
    {
        foreach (var program in (string[])["/usr/bin/python3", "python3"])
        {
            try
            {
                var start = new ProcessStartInfo(program, [script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
                start.Environment["OPENBLAS_NUM_THREADS"] = start.Environment["OMP_NUM_THREADS"] = "1";
                using var process = Process.Start(start)!;
                var errors = process.StandardError.ReadToEndAsync();
                var output = process.StandardOutput.ReadToEnd().Trim();
                process.WaitForExit();
                errors.Wait();
                if (process.ExitCode == 0) return output.Split('\n')[^1];
            }
            catch (Win32Exception)
            {
                // No such program.
            }
        }

        return null;
    }
}
