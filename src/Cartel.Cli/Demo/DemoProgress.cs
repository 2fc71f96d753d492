using Cartel.Protocol;
using Spectre.Console;

namespace Cartel.Cli;

/// <summary>What the terminal shows while the demo runs: agents and the latest events; plain lines where nobody looks.</summary>
internal sealed class DemoProgress(RegistryClient client, DemoPlan plan, Uri dashboard)
{
    private const int EventsShown = 8;

    private readonly List<CartelEvent> _events = [];
    private string? _lastEvent;

    /// <summary>Whether a merge has been seen.</summary>
    public bool SawMerge { get; private set; }

    /// <summary>The agents as last seen.</summary>
    public IReadOnlyList<AgentView> Agents { get; private set; } = [];

    /// <summary>Whether every agent has come to the end of its stream.</summary>
    public bool StreamsEnded =>
        Agents.Count == plan.Workload.Agents.Count && Agents.All(agent => agent.Status?.SampleCount >= plan.Workload.SamplesPerAgent);

    /// <summary>Asks the registry what is new; a registry that is away just now leaves the picture as it was.</summary>
    /// <returns>The new events.</returns>
    public async Task<IReadOnlyList<CartelEvent>> RefreshAsync(CancellationToken stop)
    {
        try
        {
            Agents = await client.AgentsAsync(plan.Manifest.Name, stop);
            var page = await client.EventsAsync(_lastEvent, cancellation: stop);
            _lastEvent = page.Items.Count > 0 ? page.Items[^1].Id : _lastEvent;
            _events.AddRange(page.Items);
            SawMerge |= page.Items.Any(static item => item.Kind == EventKinds.TransferPrefix + "shadowing");
            if (_events.Count > EventsShown) _events.RemoveRange(0, _events.Count - EventsShown);
            return page.Items;
        }
        catch (Exception exception) when (exception is RegistryUnavailableException or RegistryException)
        {
            return [];
        }
    }

    public Rows Draw(TimeSpan elapsed)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var title in (string[])["agent", "samples", "accuracy", "isolated twin", ""]) table.AddColumn(title);
        foreach (var agent in Agents)
        {
            var status = agent.Status;
            table.AddRow([.. ((string[])[
                agent.Name, $"{status?.SampleCount:N0}",
                $"{status?.HeldOutAccuracy ?? status?.Accuracy:0.000}", $"{status?.TwinHeldOutAccuracy ?? status?.TwinAccuracy:0.000}",
                agent.Liveness is AgentLiveness.Online ? "" : agent.Liveness.ToString()]).Select(Markup.Escape)]);
        }

        return new Rows(
            [new Markup($"Dashboard: [link]{Markup.Escape(dashboard.ToString())}[/]   {elapsed.TotalSeconds:0} s"), table,
                .. _events.Select(static item => new Text($"  {item.Agent}: {item.Message}"))]);
    }

    /// <summary>The state in one line, for logs.</summary>
    public string Line(TimeSpan elapsed)
    {
        var samples = Agents.Count == 0 ? 0 : Agents.Min(static agent => agent.Status?.SampleCount ?? 0);
        return $"{elapsed.TotalSeconds,4:0} s  {Agents.Count} agents, {samples:N0} of {plan.Workload.SamplesPerAgent:N0} samples";
    }
}
