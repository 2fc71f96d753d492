namespace Cartel.Collaboration;

/// <summary>How a transfer stands after a sample, when it has just changed.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Reason">In words.</param>
/// <param name="ErrorBefore">The former model's error on the recent samples; null if no test was made.</param>
/// <param name="ErrorAfter">The best candidate's error there; null if no test was made.</param>
/// <param name="Parts">The ids of the parts that were merged.</param>
/// <param name="Donors">Whose parts are in the model that runs or was kept; empty where none are.</param>
/// <param name="Refused">Whose parts were turned away untried, and why.</param>
/// <param name="Ahead">True where the parts came by anticipation: nobody was asked.</param>
/// <param name="Trials">The ways of merging that were tried, best first; empty where none was, or a restart has forgotten them.</param>
/// <param name="Trial">How the probation stood that this step ends; null where there was none.</param>
public sealed record TransferStep(
    TransferStepKind Kind,
    string Reason,
    double? ErrorBefore,
    double? ErrorAfter,
    IReadOnlyList<string> Parts,
    IReadOnlyList<string> Donors,
    IReadOnlyList<DonorRefusal> Refused,
    bool Ahead = false,
    IReadOnlyList<MergeScore>? Trials = null,
    TrialStanding? Trial = null);

/// <summary>The moments of a transfer that the target's own samples decide.</summary>
public enum TransferStepKind
{
    /// <summary>The admission test was passed: merged, on probation.</summary>
    Merged,

    /// <summary>The admission test was not passed, or could not be made in time.</summary>
    Rejected,

    /// <summary>Probation ended well.</summary>
    Adopted,

    /// <summary>Probation ended badly: the former model runs again.</summary>
    RolledBack,
}

/// <summary>What came of a labelled sample.</summary>
/// <param name="Prediction">What the model said before it saw the label.</param>
/// <param name="Trigger">A cry for help, or null.</param>
/// <param name="Step">A step of the transfer under way, or null.</param>
public readonly record struct Observation(Cartel.Learning.Prediction Prediction, HelpTrigger? Trigger, TransferStep? Step);
