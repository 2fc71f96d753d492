using System.Net;
using System.Net.Http.Headers;
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
    private readonly string _data;
    private readonly CartelProgram _program;
    private readonly HttpClient _http;
    private bool _isGone;

    private RunningAgent(string folder, string data, int port, string[] more)
    {
        (_folder, _data, Port) = (folder, data, port);
        Configure(more);
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
        var agent = await StartAsync(folder, "sea?count=300000", more);
        await agent.StatusAsync(static status => status.Learning.Samples > 0);
        return agent;
    }

    /// <summary>Starts one that learns what is posted to it: samples of the same stream, by the key <c>id</c>.</summary>
    public static async Task<RunningAgent> StartPostedAsync(string folder, params string[] more)
    {
        var agent = await StartAsync(folder, "'http:?key=id'", more);
        await agent.StatusAsync(static _ => true);
        return agent;
    }

    private static async Task<RunningAgent> StartAsync(string folder, string data, string[] more)
    {
        var schema = SchemaDocument.From(DataSets.Open("sea?count=10", null, strict: true).Schema);
        await File.WriteAllTextAsync(Path.Combine(folder, "task.json"), JsonSerializer.Serialize(new TaskManifest("sea", schema, "linear-logistic"), CartelJson.Default.TaskManifest));
        return new RunningAgent(folder, data, FreePort.Next(), more);
    }

    /// <summary>Changes its file.</summary>
    public void Configure(params string[] more) => File.WriteAllLines(
        Path.Combine(_folder, "agent.yaml"), ["name: gateway-7", "task: task.json", $"data: {_data}", "state: state", "stay: true", $"listen: {Port}", .. more]);

    /// <summary>Tells it to read that.</summary>
    public void HangUp() => ProcessList.Signal("HUP", Id);

    /// <summary>What it says of itself, once that satisfies a condition.</summary>
    public async Task<LiveStatus> StatusAsync(Func<LiveStatus, bool> satisfies) => (await Eventually.GetAsync(LookAsync, status => status is not null && satisfies(status), Patience))!;

    /// <summary>Posts lines of JSON.</summary>
    public async Task<HttpStatusCode> PostAsync(string path, string lines)
    {
        using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(lines, new MediaTypeHeaderValue("application/x-ndjson")));
        return answer.StatusCode;
    }

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
