using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cartel.Benchmarks;

/// <summary>Where results were measured, and where files lie.</summary>
internal static class Machine
{
    // CLOCK_THREAD_CPUTIME_ID of <time.h>.
    private const int ThreadClock = 3;

    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of this program's source.</summary>
    public static string Folder { get; } = Path.Combine(Root, "tests", "Cartel.Benchmarks");

    /// <summary>Where the benchmark library puts its own files.</summary>
    public static string Scratch { get; } = Path.Combine(Root, "artifacts", "benchmarks");

    /// <summary>The folder of real data.</summary>
    /// <exception cref="InvalidOperationException"><c>CARTEL_DATA</c> names none.</exception>
    public static string DataFolder =>
        Environment.GetEnvironmentVariable("CARTEL_DATA") is { Length: > 0 } folder && Directory.Exists(folder)
            ? folder
            : throw new InvalidOperationException("CARTEL_DATA names no folder: the published streams lie there; agrawal1m, sea1m and ./cartel bench FILTER need none");

    public static string Processor { get; } =
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]
            : RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>One line: processor, cores, system, runtime, SDK, commit.</summary>
    public static string Describe() =>
        $"{Processor}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, SDK {Ask("dotnet", "--version")}, commit {Commit()}";

    /// <summary>How many processes wanted a processor over the last minute; “unknown” but on Linux.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    /// <summary>For how long this thread has computed, without its waiting for a processor; not a number but on Linux.</summary>
    public static double ThreadSeconds() =>
        OperatingSystem.IsLinux() && clock_gettime(ThreadClock, out var time) == 0 ? time.Seconds + time.Nanoseconds / 1e9 : double.NaN;

    /// <summary>The same where it is known, else the time by the clock: differences count.</summary>
    public static double WorkSeconds() => ThreadSeconds() is var seconds && !double.IsNaN(seconds) ? seconds : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }

    [DllImport("libc")]
    private static extern int clock_gettime(int clock, out Time time);

    // Results of changed files are not those of the commit.
    private static string Commit() =>
        Ask("git", "rev-parse", "--short=12", "HEAD") + (Ask("git", "status", "--porcelain", "--untracked-files=no").Length > 0 ? " with changes" : "");

    private static string Ask(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Root })!;
            var answer = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? answer : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Cartel.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Cartel.sln is in no folder above the program");
    }
}
