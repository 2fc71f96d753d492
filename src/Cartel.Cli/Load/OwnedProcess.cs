using System.ComponentModel;
using System.Diagnostics;

namespace Cartel.Cli;

/// <summary>A program that is started for one run, and ends with it.</summary>
internal sealed class OwnedProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly string _name;
    private readonly Process _process;
    private readonly bool _endsWithInput;
    private readonly TimeProvider _time;
    private readonly Task<string> _complaints;

    private OwnedProcess(string name, Process process, bool endsWithInput, TimeProvider time)
    {
        (_name, _process, _endsWithInput, _time) = (name, process, endsWithInput, time);
        _complaints = LastOfAsync(process.StandardError);
    }

    /// <summary>Its resident memory in bytes; 0 once it has ended.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64;
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="program">Its file.</param>
    /// <param name="arguments">Passed as they are.</param>
    /// <param name="endsWithInput">Whether it stops by itself when its standard input ends; else it is killed at the end.</param>
    /// <param name="time">The clock of its last moments.</param>
    /// <exception cref="LoadException">There is no such program.</exception>
    public static OwnedProcess Start(string name, string program, IEnumerable<string> arguments, bool endsWithInput, TimeProvider time)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            return new OwnedProcess(name, Process.Start(start)!, endsWithInput, time);
        }
        catch (Win32Exception missing)
        {
            throw new LoadException($"{name} does not start: {missing.Message}");
        }
    }

    /// <summary>Waits for a line of its output.</summary>
    /// <returns>What follows these words in the first line that has them.</returns>
    /// <exception cref="LoadException">It ended before.</exception>
    public async Task<string> HearAsync(string words, CancellationToken stop)
    {
        while (await _process.StandardOutput.ReadLineAsync(stop) is { } line)
        {
            var at = line.IndexOf(words, StringComparison.Ordinal);
            if (at < 0) continue;

            _ = LastOfAsync(_process.StandardOutput);
            return line[(at + words.Length)..].Trim();
        }

        throw new LoadException($"{_name} ended at once: {await _complaints}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_endsWithInput) _process.StandardInput.Close();
            else _process.Kill();
            await _process.WaitForExitAsync().WaitAsync(Patience, _time);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    // Somebody must read, or the process would wait once the pipe is full.
    private static async Task<string> LastOfAsync(StreamReader output)
    {
        var last = "";
        while (await output.ReadLineAsync() is { } line) last = line.Length > 0 ? line : last;
        return last;
    }
}
