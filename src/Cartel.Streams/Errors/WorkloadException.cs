namespace Cartel.Streams;

/// <summary>A workload that breaks a rule, or that its data cannot serve.</summary>
/// <param name="place">Where in the workload, such as <c>agents[2].phases[0].prior</c>.</param>
/// <param name="reason">The rule that it breaks.</param>
/// <param name="cause">What the JSON reader said, if anything.</param>
/// <param name="source">File and line, such as <c>mine.json, line 7</c>, where it was read from one; else null.</param>
public sealed class WorkloadException(string place, string reason, Exception? cause = null, string? source = null)
    : Exception(source is null ? $"workload, {place}: {reason}" : $"{source}, {place}: {reason}", cause)
{
    /// <summary>Where in the workload, such as <c>agents[2].phases[0].prior</c>.</summary>
    public string Place { get; } = place;

    /// <summary>The rule that it breaks.</summary>
    public string Reason { get; } = reason;
}
