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

/// <summary>A task's fleet in figures: <c>GET …/summary</c>, counted afresh at most every few seconds.</summary>
/// <param name="At">When they were counted, by the registry's clock.</param>
/// <param name="Agents">The agents by their leases.</param>
/// <param name="Samples">Samples that the agents say they have processed, together.</param>
/// <param name="Transfers">The transfers that are kept, by what became of them.</param>
/// <param name="Bytes">What collaboration moved, beside what centralized learning would have.</param>
/// <param name="StepSeconds">How much time one step of <paramref name="Signals"/> stands for.</param>
/// <param name="Signals">What happened in each step, in time order; steps without anything are left out.</param>
public sealed record FleetSummary(
    DateTimeOffset At, AgentTally Agents, long Samples, TransferTally Transfers, BytesTally Bytes, double StepSeconds, IReadOnlyList<SignalStep> Signals);

/// <summary>Agents by their leases.</summary>
/// <param name="Online">Whose leases hold.</param>
/// <param name="Late">Whose leases ran out less than ten leases ago.</param>
/// <param name="Offline">Whose leases ran out longer ago.</param>
public sealed record AgentTally(int Online, int Late, int Offline);

/// <summary>Transfers by what became of them.</summary>
/// <param name="Open">Not ended yet.</param>
/// <param name="Adopted">Kept.</param>
/// <param name="Rejected">Refused, or nobody could help.</param>
/// <param name="RolledBack">Merged and undone.</param>
/// <param name="Expired">A deadline passed.</param>
/// <param name="Failed">Something broke.</param>
public sealed record TransferTally(int Open, int Adopted, int Rejected, int RolledBack, int Expired, int Failed);

/// <summary>Bytes of model parts that agents fetched, and what centralized learning would have moved at the least.</summary>
/// <param name="Fetched">The sum over the receipts of the transfers that are kept.</param>
/// <param name="Centralized">All samples once to one place: <c>samples</c> times <paramref name="PerSample"/>. Models sent back are not counted.</param>
/// <param name="PerSample">4 bytes for each numeric column, 2 for each nominal one and 2 for the label.</param>
public sealed record BytesTally(long Fetched, long Centralized, long PerSample);

/// <summary>What happened to a task's agents in a stretch of time.</summary>
/// <param name="At">Its beginning, a multiple of the step since 1970.</param>
/// <param name="Drifts">Agents' errors rose.</param>
/// <param name="Novelties">Agents met a class that they did not know.</param>
/// <param name="Adopted">Transfers were kept.</param>
/// <param name="RolledBack">Transfers were undone.</param>
public sealed record SignalStep(DateTimeOffset At, int Drifts, int Novelties, int Adopted, int RolledBack);

/// <summary>Drifts, novelties and what became of parts, over all agents of a task: <c>GET …/signals</c>.</summary>
/// <param name="Items">The latest, in the order in which they happened.</param>
/// <param name="Complete">Whether these are all that are kept of that time.</param>
public sealed record SignalList(IReadOnlyList<CartelEvent> Items, bool Complete);

/// <summary>How far agents are from each other: <c>GET …/divergences</c>.</summary>
/// <param name="Agents">Their names; unless they were asked for by name, agents alike stand together.</param>
/// <param name="Groups">Each agent's group, from 0, the largest first; -1 for one in none.</param>
/// <param name="Bits">Row by row the bias-corrected Jensen-Shannon divergence between two agents' class counts, in bits, at least 0.</param>
/// <param name="All">How many agents with recent samples there are.</param>
public sealed record DivergenceMatrix(
    IReadOnlyList<string> Agents, IReadOnlyList<int> Groups, IReadOnlyList<IReadOnlyList<double>> Bits, int All);

/// <summary>One transfer as it went: <c>GET /transfers/{id}/timeline</c>.</summary>
/// <param name="Items">The event that made the target ask, then each new state, as far as the log keeps them.</param>
public sealed record TransferTimeline(IReadOnlyList<CartelEvent> Items);
