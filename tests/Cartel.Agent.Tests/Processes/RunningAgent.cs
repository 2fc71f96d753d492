using System.Text.Json;
using Cartel.EndToEnd.Tests;
using Cartel.Protocol;
using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Processes;

/// <summary>An agent as a process of its own, with a file of settings that may be changed.</summary>
internal sealed class RunningAgent : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder;
    private readonly CartelProgram _program;
    private readonly HttpClient _http;
    private bool _isGone;

    private RunningAgent(string folder, int port)
    {
        (_folder, Port) = (folder, port);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        _program = CartelProgram.Start("cartel-agent.dll", folder, "run", "--config", "agent.yaml");
    }

    public int Port { get; }

    public int Id => _program.Id;

    public string Errors => _program.Errors;

    /// <summary>Starts one that learns a generated stream.</summary>
    /// <param name="folder">Where its files are.</param>
    /// <param name="more">More lines of its configuration.</param>
    public static async Task<RunningAgent> StartAsync(string folder, params string[] more)
    {
        var schema = SchemaDocument.From(DataSets.Open("sea?count=10", null, strict: true).Schema);
        await File.WriteAllTextAsync(Path.Combine(folder, "task.json"), JsonSerializer.Serialize(new TaskManifest("sea", schema, "linear-logistic"), CartelJson.Default.TaskManifest));
        var port = FreePort.Next();
        Configure(folder, port, more);
        var agent = new RunningAgent(folder, port);
        await agent.StatusAsync(static status => status.Learning.Samples > 0);
        return agent;
    }

    /// <summary>Changes its file.</summary>
    public void Configure(params string[] more) => Configure(_folder, Port, more);

    /// <summary>Tells it to read that.</summary>
    public void HangUp() => ProcessList.Signal("HUP", Id);

    /// <summary>What it says of itself, once that satisfies a condition.</summary>
    public async Task<LiveStatus> StatusAsync(Func<LiveStatus, bool> satisfies) => (await Eventually.GetAsync(LookAsync, status => status is not null && satisfies(status), Patience))!;

    /// <summary>Runs another command beside it.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var run = CartelProgram.Start("cartel-agent.dll", _folder, arguments);
        return (await run.EndAsync(Patience), run.Output.ReplaceLineEndings("\n"), run.Errors);
    }

    public void Dispose()
    {
        if (_isGone) return;

        _isGone = true;
        _program.Dispose();
        _http.Dispose();
    }

    private static void Configure(string folder, int port, string[] more) => File.WriteAllLines(
        Path.Combine(folder, "agent.yaml"), ["name: gateway-7", "task: task.json", "data: sea?count=300000", "state: state", "stay: true", $"listen: {port}", .. more]);

    private async Task<LiveStatus?> LookAsync()
    {
        if (_program.HasEnded) throw new AssertionException($"the agent has ended: {_program.Errors}");

        try
        {
            return JsonSerializer.Deserialize(await _http.GetStringAsync(new Uri("/v1/status", UriKind.Relative)), AgentJson.Default.StatusReport)!.Agent;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
