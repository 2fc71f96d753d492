using System.Net.Http.Headers;
using System.Text.Json;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartel.Agent.Tests.Local;

/// <summary>An agent that learns what is posted to it, in this process, and its server.</summary>
internal sealed class RunningLocal : IAsyncDisposable
{
    public static readonly FeatureSchema Schema = new([Feature.Numeric("x"), Feature.Nominal("p", ["tcp", "udp"])], ["low", "high"]);

    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Checkpoint _checkpoint;
    private readonly AgentInput _input;
    private readonly AgentLogs _log = new(TextWriter.Null, null, toJournal: false, TimeProvider.System);
    private readonly LocalSide _side;
    private readonly Task _running;
    private TaskCompletionSource _mayRun = new();

    private RunningLocal(int port, string data, TimeSpan? patience, string? state)
    {
        File.WriteAllText(_folder.File("rows.csv"), "x,p,class\n-1,tcp,low\n1,udp,high\n");
        var settings = new AgentSettings { Name = "gateway-7", TaskFile = "", Data = data.Replace("ROWS", _folder.File("rows.csv"), StringComparison.Ordinal), StateFolder = state ?? _folder.File("state"), Listen = port, Stay = true };
        Directory.CreateDirectory(settings.StateFolder);
        _checkpoint = new Checkpoint(settings.StateFolder);
        _input = AgentInput.Open(settings, Schema);
        State = new AgentState(
            _input.Source, new OneHotEncoder(Schema), new CollaborativeLearner(OnlineLearner.Create("linear", Schema), new()), null, _checkpoint, new LateLabels(_checkpoint, 100), _input.Labels);
        var pipeline = new Pipeline(settings, State, null, Mailbox, new Courier(PublicationPolicy.Create()), TimeProvider.System, NullLogger.Instance);
        _side = new LocalSide(new RunningConfiguration(settings, TimeProvider.System), "flows", _input, State, Mailbox, _checkpoint, new RegistryTraffic(TimeProvider.System), TimeProvider.System, _log, patience);
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        _running = Task.Run(() => pipeline.RunAsync(_stop.Token));
    }

    public HttpClient Http { get; }

    public AgentState State { get; }

    public Mailbox Mailbox { get; } = new();

    public static async Task<RunningLocal> StartAsync(string data = "http:?label=class&key=id", TimeSpan? patience = null, string? state = null)
    {
        var port = FreePort.Next();
        var running = new RunningLocal(port, data, patience, state);
        await running._side.MoveAsync(port);
        return running;
    }

    public async Task<(int Status, JsonElement Body)> PostAsync(string path, string body, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, MediaTypeHeaderValue.Parse(type)) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await Http.SendAsync(request);
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>Waits until so many labelled samples are learned.</summary>
    public Task LearnedAsync(long samples) => Eventually.GetAsync(() => Mailbox.AskAsync(() => State.Learner.Samples, default), seen => seen >= samples);

    /// <summary>Has the pipeline stand still until <see cref="GoOn"/>.</summary>
    public void Hold()
    {
        _mayRun = new TaskCompletionSource();
        var mayRun = _mayRun.Task;
        _ = Mailbox.TellAsync(() => mayRun.Wait(), default);
    }

    public void GoOn() => _mayRun.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        GoOn();
        await _side.DisposeAsync();
        await _stop.CancelAsync();
        await _running;
        Http.Dispose();
        _stop.Dispose();
        _input.Dispose();
        _checkpoint.Dispose();
        _log.Dispose();
        _folder.Dispose();
    }
}
