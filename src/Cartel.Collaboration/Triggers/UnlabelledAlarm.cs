namespace Cartel.Collaboration;

/// <summary>What samples without labels gave away.</summary>
/// <remarks>Nothing is merged on such an alarm: a merge must be judged on samples with labels. It is told to the registry, and a
/// shifted mix is published, so that neighbours are chosen by it.</remarks>
/// <param name="Kind">What it is about.</param>
/// <param name="Classes">Indices of the classes whose share has grown, most first; none where that cannot be told.</param>
public sealed record UnlabelledAlarm(UnlabelledAlarmKind Kind, IReadOnlyList<int> Classes);

/// <summary>The kinds of alarm that need no labels.</summary>
public enum UnlabelledAlarmKind
{
    /// <summary>The classes come in another mix than in the labelled window.</summary>
    Shift,

    /// <summary>More samples than before lie far from all that are known: an unknown class, or one that has changed.</summary>
    Strange,
}

/// <summary>What came of a sample without a label.</summary>
/// <param name="Prediction">What the model says.</param>
/// <param name="Alarm">An alarm, or null.</param>
public readonly record struct UnlabelledObservation(Learning.Prediction Prediction, UnlabelledAlarm? Alarm);
