using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Cartel.Cli;

/// <summary>The sources that this program was built from.</summary>
internal sealed class SourceTree
{
    // Where neither git nor the environment tells a time, any will do that is always the same.
    private static readonly DateTimeOffset NoTime = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private SourceTree(string root) => Root = root;

    /// <summary>Their folder.</summary>
    public string Root { get; }

    /// <summary>Finds them above the program.</summary>
    /// <exception cref="PublishException">They are not there.</exception>
    public static SourceTree Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Cartel.sln"))) folder = folder.Parent;
        return new SourceTree(folder?.FullName ?? throw new PublishException("the sources are not there: publish from a checkout, with ./cartel publish"));
    }

    /// <summary>A file of theirs.</summary>
    public string At(string relative) => Path.Combine(Root, relative);

    /// <summary>When they were last committed, as <c>SOURCE_DATE_EPOCH</c> says or else git; and the commit (with <c>.changed</c> where files differ from it), or an empty text.</summary>
    public async Task<(DateTimeOffset Time, string Commit)> LastCommitAsync(CancellationToken stop)
    {
        var said = (await GitAsync(["log", "-1", "--format=%ct %h", "--abbrev=9"], stop)).Split(' ');
        var (seconds, commit) = said is [var time, var hash] ? (time, hash) : ("", "");
        // Two that were made of different changes must not look like one.
        if (commit.Length > 0 && await GitAsync(["status", "--porcelain"], stop) is not "") commit += ".changed";
        seconds = Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH") is { Length: > 0 } told ? told : seconds;
        return (long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? DateTimeOffset.FromUnixTimeSeconds(number) : NoTime, commit);
    }

    private async Task<string> GitAsync(string[] arguments, CancellationToken stop)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Root })!;
            var (output, errors) = (git.StandardOutput.ReadToEndAsync(stop), git.StandardError.ReadToEndAsync(stop));
            await git.WaitForExitAsync(stop);
            await errors;
            return git.ExitCode == 0 ? (await output).Trim() : "";
        }
        catch (Win32Exception)
        {
            return "";
        }
    }
}
