namespace Cartel.Protocol;

/// <summary>A task's agents in groups of agents alike: <c>GET …/clusters</c>, found afresh at most every few seconds.</summary>
/// <param name="At">When they were found, by the registry's clock.</param>
/// <param name="Agents">How many agents with recent samples were looked at.</param>
/// <param name="Items">The groups, the largest first.</param>
public sealed record ClusterList(DateTimeOffset At, int Agents, IReadOnlyList<AgentGroup> Items);

/// <summary>Agents whose class counts are alike.</summary>
/// <param name="Exemplar">The agent that stands for them.</param>
/// <param name="Size">How many they are.</param>
/// <param name="ClassPrior">Their mean share of each class, in [0, 1], in the order of the task's classes.</param>
/// <param name="Members">The first of them by name, as many as were asked for.</param>
public sealed record AgentGroup(string Exemplar, int Size, IReadOnlyList<double> ClassPrior, IReadOnlyList<string> Members);

/// <summary>What several agents of a task saw at about the same time: <c>GET …/incidents</c>.</summary>
/// <param name="Items">The latest first.</param>
/// <param name="Complete">Whether all events that are kept were looked at; else the earliest incidents are missing.</param>
public sealed record IncidentList(IReadOnlyList<FleetIncident> Items, bool Complete);

/// <summary>The same change at several agents.</summary>
/// <param name="Kind">Novelty or drift.</param>
/// <param name="Classes">Indices of the classes that any of them named.</param>
/// <param name="From">The first signal.</param>
/// <param name="To">The last one.</param>
/// <param name="Agents">How many agents.</param>
/// <param name="Signals">How many signals.</param>
/// <param name="FirstAgents">The first of the agents, at most 20, in the order of their signals.</param>
public sealed record FleetIncident(
    TriggerKind Kind, IReadOnlyList<int> Classes, DateTimeOffset From, DateTimeOffset To, int Agents, int Signals, IReadOnlyList<string> FirstAgents);
