using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Cartel.Agent.Tests.Diagnostics;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Processes;

/// <summary><c>cartel-agent top</c> in a real pseudo-terminal, which <c>script</c> of util-linux makes.</summary>
[Platform("Linux", Reason = "script and stty are those of Linux")]
internal sealed partial class TopTerminalTests : FolderTest
{
    private const string Begins = "\e[?1049h\e[?25l";
    private const string Ends = "\e[?25h\e[?1049l";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly StringBuilder _shown = new();
    private Process _terminal = null!;

    private string Shown
    {
        get
        {
            lock (_shown) return _shown.ToString();
        }
    }

    [SetUp]
    public void Start()
    {
        // An agent that seems to run: this process, which has just said how it does.
        StatusFile.Write(Folder.Path, SomeStatus.Full with { Pid = Environment.ProcessId, At = TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1), Local = null });
        _shown.Clear();
        var program = Path.Combine(AppContext.BaseDirectory, "cartel-agent.dll");
        var start = new ProcessStartInfo("script", ["-qec", $"tty >tty; stty cols 80 rows 24; exec env --default-signal=INT dotnet '{program}' top --state .", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = Folder.Path,
        };
        (start.Environment["TERM"], start.Environment["SHELL"]) = ("xterm", "/bin/sh");
        _terminal = Process.Start(start)!;
        _ = ReadAsync();
    }

    [TearDown]
    public void Stop()
    {
        if (!_terminal.HasExited) _terminal.Kill(entireProcessTree: true);
        _terminal.Dispose();
    }

    [Test]
    public async Task It_fills_the_terminal_also_when_that_is_resized_and_ends_on_q()
    {
        var small = await FrameAsync(static frame => frame.Count > 1);
        Assert.That(small, Has.Count.InRange(10, 24).And.All.Length.LessThanOrEqualTo(80));
        Assert.That(small[0], Does.StartWith("gateway-7 of flows is learning"));
        Assert.That(small[^1], Is.EqualTo("q ends"));
        await TestContext.Out.WriteLineAsync(string.Join('\n', small));

        using (var resize = Process.Start("stty", ["-F", (await File.ReadAllTextAsync(Folder.File("tty"))).Trim(), "cols", "120", "rows", "40"])) await resize.WaitForExitAsync();
        var large = await FrameAsync(static frame => frame.Any(static line => line.Length > 80));
        Assert.That(large, Has.All.Length.LessThanOrEqualTo(120));
        await TestContext.Out.WriteLineAsync(string.Join('\n', large));

        await EndOnAsync('q');
    }

    [Test]
    public async Task Ctrl_C_ends_it_and_gives_the_terminal_back()
    {
        await FrameAsync(static frame => frame.Count > 1);

        await EndOnAsync('\x03');
    }

    private async Task EndOnAsync(char key)
    {
        await _terminal.StandardInput.WriteAsync(key);
        await _terminal.StandardInput.FlushAsync();
        await _terminal.WaitForExitAsync().WaitAsync(Patience);
        await Eventually.GetAsync(() => Task.FromResult(Shown), static shown => shown.Contains(Ends, StringComparison.Ordinal), Patience);

        Assert.That(_terminal.ExitCode, Is.Zero, Shown);
        Assert.That(Shown.IndexOf(Begins, StringComparison.Ordinal), Is.InRange(0, Shown.IndexOf("gateway-7", StringComparison.Ordinal)), "the picture is on a screen of its own");
        Assert.That(Shown[Shown.IndexOf(Ends, StringComparison.Ordinal)..], Does.Not.Contain("gateway-7").And.Not.Contain("Unhandled"));
    }

    // The last whole picture, without colours.
    private Task<List<string>> FrameAsync(Func<List<string>, bool> satisfies) => Eventually.GetAsync(
        () =>
        {
            var whole = Frame().Matches(Shown);
            List<string> lines = whole.Count == 0 ? [] : [.. Escape().Replace(whole[^1].Groups[1].Value, "").ReplaceLineEndings("\n").Split('\n')];
            return Task.FromResult(lines);
        },
        satisfies, Patience);

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        while (await _terminal.StandardOutput.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_shown) _shown.Append(buffer, 0, count);
        }
    }

    [GeneratedRegex(@"\e\[H(.*?)\e\[J", RegexOptions.Singleline)]
    private static partial Regex Frame();

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escape();
}
