namespace Cartel.Collaboration;

/// <summary>What one agent's monitor saw.</summary>
/// <param name="At">When.</param>
/// <param name="Agent">Whose.</param>
/// <param name="Kind">What sort of change, such as <c>drift</c> or <c>novelty</c>.</param>
/// <param name="Classes">Indices of the classes that it is about; empty where it is about none in particular.</param>
public sealed record FleetSignal(DateTimeOffset At, string Agent, string Kind, IReadOnlyList<int> Classes);

/// <summary>The same change at several agents at about the same time.</summary>
/// <param name="Kind">What sort of change.</param>
/// <param name="Classes">The classes that any of its signals names, ascending.</param>
/// <param name="From">The first signal.</param>
/// <param name="To">The last one.</param>
/// <param name="Agents">Whose signals they are, each once, in the order of their first.</param>
/// <param name="Signals">How many signals.</param>
public sealed record Incident(
    string Kind, IReadOnlyList<int> Classes, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> Agents, int Signals);
