using System.Text.RegularExpressions;
using Cartel.Agent;
using Cartel.Protocol;
using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests;

/// <summary>A <c>./cartel demo</c> with a port and a folder of its own, watched through its public API.</summary>
internal sealed class RunningDemo : IDisposable
{
    // Its streams last a minute; starting and stopping take what they take on a machine that is busy with other things.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http;

    private RunningDemo(IReadOnlyList<string> options)
    {
        var port = FreePort.Next();
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(10) };
        Program = CartelProgram.Start(
            "cartel.dll", _folder.Path,
            ["demo", "--port", $"{port}", "--folder", Folder, "--json", JsonPath, .. options.Contains("--agents") ? options : ["--agents", "4", .. options]]);
    }

    public CartelProgram Program { get; }

    public Uri Address => _http.BaseAddress!;

    /// <summary>Where its processes keep state and logs.</summary>
    public string Folder => _folder.File("demo");

    public string RegistryFolder => Path.Combine(Folder, "registry");

    public Workload Workload => Workload.FromJson(File.ReadAllText(WorkloadPath));

    public string WorkloadPath => Path.Combine(Folder, "workload.json");

    public string TaskPath => Path.Combine(Folder, "task.json");

    private string JsonPath => _folder.File("out.json");

    /// <summary>Starts one, and waits until its dashboard has an address. It ends when its streams have ended.</summary>
    public static async Task<RunningDemo> StartAsync(params string[] options)
    {
        var demo = new RunningDemo(options);
        try
        {
            await demo.EventuallyAsync(() => Task.FromResult(demo.Program.Errors), static said => said.Contains("Dashboard: ", StringComparison.Ordinal));
            return demo;
        }
        catch
        {
            demo.Dispose();
            throw;
        }
    }

    public string StateFolder(string agent) => Path.Combine(Folder, agent);

    /// <summary>The namespace that its dashboard shows.</summary>
    public string Namespace => Regex.Match(Program.Errors, @"Dashboard: \S+\?ns=(\S+)") is { Success: true } named ? named.Groups[1].Value : Names.DefaultNamespace;

    public RegistryClient Client => new(_http, Namespace);

    /// <summary>Waits for something that happens while it runs.</summary>
    public Task<T> EventuallyAsync<T>(Func<Task<T>> look, Func<T, bool> satisfies) => Eventually.GetAsync(
        () => Program.HasEnded ? throw new AssertionException($"The demo has ended. It said:\n{Program.Errors}") : look(), satisfies, Longest);

    /// <summary>The first event of a kind.</summary>
    public async Task<CartelEvent> EventAsync(string kind)
    {
        var events = await EventuallyAsync(() => EventLog.ReadAsync(Client), events => events.Any(item => item.Kind == kind));
        return events.First(item => item.Kind == kind);
    }

    /// <summary>The status of <c>/readyz</c>; 0: nobody answers.</summary>
    public async Task<int> ReadinessAsync()
    {
        try
        {
            using var answer = await _http.GetAsync("readyz");
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    /// <summary>Waits for its end, which must be a good one, and returns what it wrote.</summary>
    public async Task<DemoOutcome> EndAsync()
    {
        var exitCode = await Program.EndAsync(Longest);
        Assert.That(exitCode, Is.Zero, Program.Errors);
        TestContext.Out.WriteLine(Program.Output);
        return DemoOutcome.Read(JsonPath);
    }

    /// <summary>What an agent wrote at its end.</summary>
    public AgentReport ReportOf(string agent) => AgentReports.Read(StateFolder(agent));

    public void Dispose()
    {
        Program.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }
}
