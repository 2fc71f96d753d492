namespace Cartel.Protocol;

/// <summary>An agent's reports over time: <c>GET …/history?metric=&amp;from=&amp;to=&amp;step=</c>, or without metric and step <c>?limit=</c>.</summary>
/// <param name="Agent">The agent's name.</param>
/// <param name="Points">The reports themselves, thinned evenly, in time order; empty where metrics were asked for.</param>
/// <param name="StepSeconds">How much time one step stands for, where metrics were asked for.</param>
/// <param name="Series">One for each metric that is a number.</param>
/// <param name="Priors">The class prior over time, where the metric <c>classPrior</c> was asked for.</param>
/// <param name="Marks">What happened meanwhile, where the metric <c>drift</c> was asked for.</param>
public sealed record AgentHistory(
    string Agent,
    IReadOnlyList<HistoryPoint> Points,
    double? StepSeconds = null,
    IReadOnlyList<HistorySeries>? Series = null,
    IReadOnlyList<PriorStep>? Priors = null,
    IReadOnlyList<HistoryMark>? Marks = null);

/// <summary>One report.</summary>
/// <param name="At">When it came, by the registry's clock.</param>
/// <param name="Status">What was said.</param>
public sealed record HistoryPoint(DateTimeOffset At, AgentStatus Status);

/// <summary>A number over time.</summary>
/// <param name="Metric">Its name, such as <c>accuracy</c>.</param>
/// <param name="Steps">In time order; steps without a report are left out.</param>
public sealed record HistorySeries(string Metric, IReadOnlyList<HistoryStep> Steps);

/// <summary>The reports of one step.</summary>
/// <param name="At">Its beginning, a multiple of the step since 1970.</param>
/// <param name="Reports">How many reports have the number.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest.</param>
public sealed record HistoryStep(DateTimeOffset At, int Reports, double Mean, double Min, double Max);

/// <summary>The class prior of one step.</summary>
/// <param name="At">Its beginning.</param>
/// <param name="Samples">Labels that were counted.</param>
/// <param name="Shares">Each class's share of them, in [0, 1].</param>
public sealed record PriorStep(DateTimeOffset At, long Samples, IReadOnlyList<double> Shares);

/// <summary>Something that happened to an agent.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">One of <see cref="EventKinds"/>.</param>
/// <param name="Sample">The agent's sample count then, where it is known.</param>
/// <param name="Classes">The classes that it is about, if any.</param>
public sealed record HistoryMark(DateTimeOffset At, string Kind, long? Sample, IReadOnlyList<int>? Classes);
