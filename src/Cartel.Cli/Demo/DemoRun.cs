using System.Net;
using System.Net.Sockets;
using Cartel.Protocol;
using Spectre.Console;

namespace Cartel.Cli;

/// <summary>The demo from start to table.</summary>
internal sealed class DemoRun(DemoSettings settings, TimeProvider time)
{
    private static readonly TimeSpan RegistryPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PlainLineEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(500);

    private long _start;
    private TimeSpan? _firstMerge;

    public async Task<DemoResult> RunAsync(CancellationToken stop)
    {
        RequireFreePort();
        var agent = await AgentAsync(stop);
        _start = time.GetTimestamp();
        var data = await DataReading.OpenAsync(settings.Data, settings.Strict, stop);
        var plan = DemoPlan.Make(settings, data);
        // A Redis may hold an earlier demo: each has a namespace of its own there.
        var ns = settings.Redis is null ? Names.DefaultNamespace : $"demo-{time.GetUtcNow().ToUnixTimeSeconds()}";
        var processes = new DemoProcesses(settings, plan, agent, ns, time);
        try
        {
            await RunAsync(processes, plan, ns, stop);
        }
        finally
        {
            Terminal.Errors.WriteLine("Stopping …");
            await processes.StopAsync();
        }

        var agents = DemoReport.Collect(settings, plan);
        DemoReport.Print(Terminal.Results, agents, plan.Manifest.Schema.Classes);
        foreach (var silent in plan.Workload.Agents.Select(static agent => agent.Name).Except(agents.Select(static agent => agent.Agent)))
            Terminal.Errors.WriteLine($"{silent} left no report; {Path.Combine(settings.Folder, "logs", silent + ".log")} may say why.");
        if (processes.Restarts > 0) Console.WriteLine($"{processes.Restarts} processes died and were started again.");
        return new DemoResult(
            settings.Redis is null ? "sqlite" : "redis", time.GetElapsedTime(_start).TotalSeconds, _firstMerge?.TotalSeconds, agents);
    }

    private async Task<string> AgentAsync(CancellationToken stop)
    {
        if (settings.Model is null) return "cartel-agent.dll";

        Terminal.Errors.WriteLine("Building an agent with the plug-in that this task needs (about a minute, the first time) …");
        return await DemoModel.MakeAgentAsync(stop);
    }

    private async Task RunAsync(DemoProcesses processes, DemoPlan plan, string ns, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = processes.Address };
        var client = new RegistryClient(http, ns, time: time);
        processes.StartRegistry(stop);
        await WaitForRegistryAsync(processes, http, stop);
        await client.ReplaceTaskAsync(plan.Manifest, stop);
        processes.StartAgents(stop);

        var dashboard = ns == Names.DefaultNamespace ? processes.Address : new Uri(processes.Address, $"?ns={ns}");
        var progress = new DemoProgress(client, plan, dashboard);
        Terminal.Errors.WriteLine($"Dashboard: {dashboard}");
        try
        {
            if (Terminal.IsLive) await ShowLiveAsync(processes, progress, stop);
            else await ShowLinesAsync(processes, progress, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C: the table shows what there is.
        }
    }

    private async Task ShowLiveAsync(DemoProcesses processes, DemoProgress progress, CancellationToken stop)
    {
        await Terminal.Errors.Live(new Text("Starting …")).StartAsync(async live =>
        {
            while (!await StepAsync(processes, progress, stop)) live.UpdateTarget(progress.Draw(Elapsed));
        });
        if (settings.For is not null || Console.IsInputRedirected) return;

        Terminal.Errors.WriteLine("The streams have ended. The dashboard stays until Ctrl-C, which prints the table.");
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stop);
    }

    private async Task ShowLinesAsync(DemoProcesses processes, DemoProgress progress, CancellationToken stop)
    {
        var nextLine = TimeSpan.Zero;
        while (!await StepAsync(processes, progress, stop, item => Terminal.Errors.WriteLine($"        {item.Agent}: {item.Message}")))
        {
            if (Elapsed < nextLine) continue;

            Terminal.Errors.WriteLine(progress.Line(Elapsed));
            nextLine = Elapsed + PlainLineEvery;
        }
    }

    /// <returns>True when the demo is over.</returns>
    private async Task<bool> StepAsync(DemoProcesses processes, DemoProgress progress, CancellationToken stop, Action<CartelEvent>? show = null)
    {
        processes.ThrowIfFailed();
        foreach (var item in await progress.RefreshAsync(stop)) show?.Invoke(item);
        if (progress.SawMerge) _firstMerge ??= Elapsed;
        if (Elapsed >= settings.For || progress.StreamsEnded) return true;

        await Task.Delay(Refresh, time, stop);
        return false;
    }

    private TimeSpan Elapsed => time.GetElapsedTime(_start);

    private async Task WaitForRegistryAsync(DemoProcesses processes, HttpClient http, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            processes.ThrowIfFailed();
            try
            {
                using var answer = await http.GetAsync("readyz", stop);
                if (answer.IsSuccessStatusCode) return;
                if (time.GetElapsedTime(start) > RegistryPatience) throw new DemoException(NotReady(await answer.Content.ReadAsStringAsync(stop)));
            }
            catch (HttpRequestException exception)
            {
                // It is starting.
                if (time.GetElapsedTime(start) > RegistryPatience) throw new DemoException(NotReady(exception.Message));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, stop);
        }
    }

    private string NotReady(string answer) => settings.Redis is { } redis
        ? $"the registry cannot reach the Redis at {redis}: {answer}"
        : $"the registry is not ready: {answer}";

    private void RequireFreePort()
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, settings.Port);
            listener.Start();
        }
        catch (SocketException)
        {
            throw new DemoException($"port {settings.Port} is in use; choose another one with --port");
        }
    }
}
