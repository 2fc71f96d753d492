namespace Cartel.Streams;

/// <summary>One agent of a workload.</summary>
/// <param name="Name">1 to 63 of a–z, 0–9 and hyphen; unique.</param>
/// <param name="Phases">At least one; the first from sample 0, each later than the one before.</param>
/// <param name="Samples">How many samples it gets; null: the workload's number.</param>
/// <param name="Period">How many sample periods lie between two of its samples: 100 is a hundredth of the others' data; null: one.</param>
/// <param name="StartsAfter">How many sample periods later than the others it is switched on; null: none.</param>
/// <param name="LabelDelay">How many samples late its labels arrive; null: none.</param>
/// <param name="Offline">Stretches of its samples in which the network is away; null: none.</param>
/// <param name="RowsPerClass">The most rows of a class that it is dealt, and then sees again and again; null: its equal share.</param>
/// <param name="Partition">The value of the partition column in its rows; null where there is none.</param>
/// <param name="Fault">What is wrong with it; null: it is honest. Only honest agents are judged.</param>
public sealed record WorkloadAgent(
    string Name,
    IReadOnlyList<WorkloadPhase> Phases,
    long? Samples = null,
    int? Period = null,
    long? StartsAfter = null,
    int? LabelDelay = null,
    IReadOnlyList<OfflineStretch>? Offline = null,
    int? RowsPerClass = null,
    string? Partition = null,
    string? Fault = null);

/// <summary>A stretch of an agent's stream in which its classes keep their shares.</summary>
/// <param name="FromSample">The first sample of the phase; 0 for the first one. The phase ends where the next begins.</param>
/// <param name="Prior">The weight of each class that occurs, by name: finite and above 0; shares are weights over their sum.</param>
/// <param name="Relabel">The class as which rows of a class are labelled, where it is another one; null: all keep theirs.</param>
/// <param name="Shift">How the features are moved; null: not at all.</param>
/// <param name="Backdoor">A trigger that some rows carry; null: none.</param>
public sealed record WorkloadPhase(
    long FromSample,
    IReadOnlyDictionary<string, double> Prior,
    IReadOnlyDictionary<string, string>? Relabel = null,
    FeatureShift? Shift = null,
    Backdoor? Backdoor = null)
{
    /// <summary>Whether the distribution changes in kind from the phase before: a class comes, labels or features move.</summary>
    /// <remarks>A class that grows or goes is no change: no model has to learn anything.</remarks>
    public bool IsChangeAfter(WorkloadPhase before) =>
        Prior.Keys.Any(name => !before.Prior.ContainsKey(name)) || Shift != before.Shift || !SameLabels(before);

    /// <summary>Whether a class of the phase before is gone: its distribution has ended, and what had to be learned for it.</summary>
    public bool IsEndOf(WorkloadPhase before) => before.Prior.Keys.Any(name => !Prior.ContainsKey(name));

    private bool SameLabels(WorkloadPhase before) =>
        Prior.Keys.All(name => (Relabel?.GetValueOrDefault(name) ?? name) == (before.Relabel?.GetValueOrDefault(name) ?? name));
}

/// <summary>Moves a share of the numeric columns by so many of their standard deviations, up or down by seed.</summary>
/// <param name="Seed">Chooses columns and directions: agents with the same seed drift alike.</param>
/// <param name="Deviations">How far, in standard deviations of the column over all rows; finite, above 0.</param>
/// <param name="Share">The share of the numeric columns that move; above 0, at most 1.</param>
public sealed record FeatureShift(long Seed, double Deviations, double Share = 0.5);

/// <summary>Puts a trigger into a share of the rows, and labels these as one class.</summary>
/// <param name="Class">As which they are labelled.</param>
/// <param name="Share">The share of the rows; above 0, at most 1.</param>
/// <param name="Seed">Chooses the rows, and up to three columns that are set to their mean and five deviations.</param>
public sealed record Backdoor(string Class, double Share, long Seed);

/// <summary>Samples during which an agent has no network.</summary>
/// <param name="From">The first of them.</param>
/// <param name="To">The first one after them; above <paramref name="From"/>.</param>
public sealed record OfflineStretch(long From, long To);
