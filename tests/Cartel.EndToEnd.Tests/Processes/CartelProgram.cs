using System.Diagnostics;
using System.Text;

namespace Cartel.EndToEnd.Tests;

/// <summary>One of Cartel's programs as a process of its own, with all that it says.</summary>
internal sealed class CartelProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly string _line;

    private CartelProgram(Process process, string line)
    {
        (_process, _line) = (process, line);
        process.OutputDataReceived += (_, said) => Keep(_output, said.Data);
        process.ErrorDataReceived += (_, said) => Keep(_errors, said.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    /// <summary>Starts, say, <c>cartel.dll</c>; its standard input stays open until it is disposed.</summary>
    public static CartelProgram Start(string program, string folder, params IReadOnlyList<string> arguments)
    {
        // Tests that run in the background ignore Ctrl-C, and with nohup the hang-up; whoever they start would inherit that.
        string[] hearing = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT,HUP", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(hearing[0], [.. hearing[1..], Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        return new CartelProgram(Process.Start(start)!, $"{program} {string.Join(' ', arguments)}");
    }

    /// <summary>Runs one to its end and returns its exit code.</summary>
    public async Task<int> EndAsync(TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new AssertionException($"{_line} did not end within {patience.TotalSeconds} s. It said:\n{Errors}");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static void Keep(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.AppendLine(line);
    }

    private static string Read(StringBuilder text)
    {
        lock (text) return text.ToString();
    }
}
