namespace Cartel.Agent;

/// <summary>What an agent writes to <c>report.json</c> in its state folder when it ends: its course, for evaluation.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Samples">Samples processed.</param>
/// <param name="Accuracy">Prequential accuracy over all of them.</param>
/// <param name="TwinAccuracy">The isolated twin's; null without one.</param>
/// <param name="BadRows">Rows of the data that could not be used.</param>
/// <param name="Transfers">Its requests for help, in order.</param>
/// <param name="Scores">Held-out accuracies over time; empty without a workload.</param>
public sealed record AgentReport(
    string Agent,
    long Samples,
    double? Accuracy,
    double? TwinAccuracy,
    long BadRows,
    IReadOnlyList<TransferRecord> Transfers,
    IReadOnlyList<HeldOutScores> Scores)
{
    /// <summary>The name of the file in the agent's state folder.</summary>
    public const string FileName = "report.json";
}

/// <summary>Both models scored on a held-out slice of the agent's current distribution.</summary>
/// <param name="Sample">Samples processed then.</param>
/// <param name="Own">Accuracy of the collaborating model, in [0, 1].</param>
/// <param name="Twin">Accuracy of the isolated twin, in [0, 1].</param>
public readonly record struct HeldOutScores(long Sample, double Own, double Twin);
