using System.Globalization;

namespace Cartel.Cli;

/// <summary>The registry and the agents, as processes of their own.</summary>
internal sealed class DemoProcesses
{
    private readonly ChildProcess _registry;
    private readonly IReadOnlyList<ChildProcess> _agents;
    private readonly List<Task> _running = [];

    public DemoProcesses(DemoSettings settings, DemoPlan plan, string agentProgram, string ns, TimeProvider time)
    {
        Address = new Uri($"http://127.0.0.1:{settings.Port}/");
        var logs = Path.Combine(settings.Folder, "logs");
        Directory.CreateDirectory(logs);
        string[] store = settings.Redis is { } redis ? ["--store", "redis", "--redis", redis] : ["--store", "sqlite"];
        string[] traced = settings.Otlp is { } collector ? ["--otlp", collector.ToString()] : [];
        _registry = new ChildProcess(
            "registry", "cartel-registry.dll",
            ["--port", $"{settings.Port}", "--data", Path.Combine(settings.Folder, "registry"), "--stop-with-stdin", .. store, .. traced],
            Path.Combine(logs, "registry.log"), time);
        var rate = DemoPlan.Rate(settings, plan.Workload).ToString("0.###", CultureInfo.InvariantCulture);
        _agents = [.. plan.Workload.Agents.Select(agent => new ChildProcess(
            agent.Name, agentProgram,
            [
                "run", "--name", agent.Name, "--task", plan.TaskFile, "--data", settings.Data, "--workload", plan.WorkloadFile,
                "--state", StateFolder(settings, agent.Name), "--registry", Address.ToString(), "--namespace", ns, "--rate", rate,
                "--report-every", "1", "--twin", "--stay", "--stop-with-stdin", .. settings.Strict ? (string[])["--strict"] : [], .. traced,
            ],
            Path.Combine(logs, agent.Name + ".log"), time))];
    }

    public Uri Address { get; }

    /// <summary>How often a process died and was started again.</summary>
    public int Restarts => _registry.Restarts + _agents.Sum(static agent => agent.Restarts);

    public static string StateFolder(DemoSettings settings, string agent) => Path.Combine(settings.Folder, agent);

    public void StartRegistry(CancellationToken stop) => _running.Add(_registry.RunAsync(stop));

    public void StartAgents(CancellationToken stop) => _running.AddRange(_agents.Select(agent => agent.RunAsync(stop)));

    /// <summary>Throws what ended a process that should run.</summary>
    public void ThrowIfFailed()
    {
        foreach (var task in _running.Where(static task => task.IsFaulted)) task.GetAwaiter().GetResult();
    }

    /// <summary>Agents first, while the registry still takes their last words.</summary>
    public async Task StopAsync()
    {
        await Task.WhenAll(_agents.Select(static agent => agent.StopAsync()));
        await _registry.StopAsync();
    }
}
