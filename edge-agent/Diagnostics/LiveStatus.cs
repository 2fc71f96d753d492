using Cartel.Collaboration;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>What a running agent says of itself: every few seconds to <c>status.json</c> in its state folder, and at <c>/v1/status</c>.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Task">What it learns.</param>
/// <param name="Version">The version of the program.</param>
/// <param name="Pid">Its process.</param>
/// <param name="State">How far it is.</param>
/// <param name="StartedAt">When this process began.</param>
/// <param name="At">When this was said.</param>
/// <param name="Learning">How it learns.</param>
/// <param name="Model">What runs.</param>
/// <param name="Classes">The classes of the recent window, the most frequent first: at most <see cref="MostClasses"/>.</param>
/// <param name="Drift">What its monitor saw.</param>
/// <param name="Transfers">Its requests for help.</param>
/// <param name="Late">What waits for labels that come later; null: nothing does.</param>
/// <param name="Outbox">What waits to be sent.</param>
/// <param name="Registry">Whom it talks to; null: it learns alone.</param>
/// <param name="Checkpoint">What a restart would find.</param>
/// <param name="Process">What it takes of the device.</param>
/// <param name="Local">What was asked of it on this device; null: it does not listen.</param>
/// <param name="Configuration">What it runs with.</param>
public sealed record LiveStatus(
    string Agent,
    string Namespace,
    string Task,
    string Version,
    int Pid,
    AgentPhase State,
    DateTimeOffset StartedAt,
    DateTimeOffset At,
    LearningStatus Learning,
    ModelStatus Model,
    IReadOnlyList<ClassStatus> Classes,
    DriftStatus Drift,
    TransfersStatus Transfers,
    LateStatus? Late,
    OutboxState Outbox,
    RegistryStatus? Registry,
    CheckpointStatus Checkpoint,
    ProcessStatus Process,
    LocalStatus? Local,
    ConfigurationStatus Configuration)
{
    /// <summary>The most classes that are told one by one.</summary>
    public const int MostClasses = 50;
}

/// <summary>How far an agent is.</summary>
public enum AgentPhase
{
    /// <summary>Samples come.</summary>
    Learning,

    /// <summary>None came lately: its source has none, or has ended.</summary>
    Waiting,

    /// <summary>It has ended, in good order.</summary>
    Stopped,
}

/// <summary>How an agent learns.</summary>
/// <param name="Data">What from.</param>
/// <param name="Samples">Labelled samples learned.</param>
/// <param name="Position">Samples read, with and without a label.</param>
/// <param name="SamplesPerSecond">Samples read a second, of late.</param>
/// <param name="Accuracy">Prequential accuracy over the window, in [0, 1]; null: none yet.</param>
/// <param name="OverallAccuracy">The same over all samples.</param>
/// <param name="WindowSamples">Samples that the window holds now.</param>
/// <param name="BadRows">Rows that could not be used.</param>
/// <param name="Gaps">What was lost on the way since this process began, by reason; null: its source loses nothing.</param>
public sealed record LearningStatus(
    string Data, long Samples, long Position, double SamplesPerSecond, double? Accuracy, double? OverallAccuracy, long WindowSamples, long BadRows,
    IReadOnlyDictionary<string, long>? Gaps = null);

/// <summary>What model an agent runs.</summary>
/// <param name="Learner">Its kind.</param>
/// <param name="SamplesLearned">How many samples it has learned: its version.</param>
/// <param name="Bytes">Its size in memory.</param>
/// <param name="OnTrial">Whether borrowed parts are on trial in it.</param>
public sealed record ModelStatus(string Learner, long SamplesLearned, long Bytes, bool OnTrial);

/// <summary>One class.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Share">Its share of the recent window, in [0, 1].</param>
/// <param name="Recall">How much of it was recognised there, in [0, 1]; null: none came.</param>
/// <param name="Evidence">From how many samples the model knows it.</param>
public sealed record ClassStatus(string Name, double Share, double? Recall, long Evidence);

/// <summary>What an agent's monitor saw.</summary>
/// <param name="Trigger">What raises alarms, as <c>--trigger</c> takes it.</param>
/// <param name="Novelties">How often a class was new, since the agent began.</param>
/// <param name="Drifts">How often the model fell.</param>
/// <param name="Unlabelled">Alarms among samples without labels, since this process began.</param>
/// <param name="Last">The last alarm that help was asked for; null: none yet.</param>
/// <param name="Detectors">Its detectors, those nearest to a signal first: at most <see cref="MostDetectors"/>.</param>
public sealed record DriftStatus(string Trigger, long Novelties, long Drifts, long Unlabelled, AlarmStatus? Last, IReadOnlyList<DetectorStatus> Detectors)
{
    /// <summary>How many detectors are told one by one.</summary>
    public const int MostDetectors = AgentVitals.MostDetectors;
}

/// <summary>How near a detector is to a signal.</summary>
/// <param name="Name">Which.</param>
/// <param name="Class">The class whose recall it watches; null: it watches all errors.</param>
/// <param name="Statistic">What it compares; the higher, the nearer.</param>
/// <param name="DriftAt">Where it signals drift.</param>
/// <param name="WarningAt">Where it warns; null: nowhere.</param>
public sealed record DetectorStatus(string Name, string? Class, double Statistic, double DriftAt, double? WarningAt);

/// <summary>An alarm.</summary>
/// <param name="Kind"><c>novelty</c> or <c>drift</c>.</param>
/// <param name="Sample">At which labelled sample.</param>
/// <param name="Classes">Which classes need help.</param>
public sealed record AlarmStatus(string Kind, long Sample, IReadOnlyList<string> Classes);

/// <summary>An agent's requests for help.</summary>
/// <param name="ByOutcome">How many ended how.</param>
/// <param name="Open">The one under way, or null.</param>
/// <param name="Last">The last that ended, the latest first: at most <see cref="MostShown"/>.</param>
public sealed record TransfersStatus(IReadOnlyDictionary<string, long> ByOutcome, TransferStatus? Open, IReadOnlyList<TransferStatus> Last)
{
    /// <summary>How many that have ended are told one by one.</summary>
    public const int MostShown = 20;
}

/// <summary>One request for help.</summary>
/// <param name="Kind">What raised it: <c>novelty</c> or <c>drift</c>.</param>
/// <param name="Sample">At which labelled sample.</param>
/// <param name="Outcome">How it ended; null while it is open.</param>
/// <param name="Reason">Why it ended so.</param>
/// <param name="Donors">Whose parts came.</param>
/// <param name="Direct">Whether parts came from a donor itself, and not through the registry's relay.</param>
/// <param name="Bytes">Bytes of parts fetched.</param>
/// <param name="ErrorBefore">Error on the recent samples without the parts.</param>
/// <param name="ErrorAfter">The same with them.</param>
/// <param name="EndedAtSample">At which labelled sample it ended.</param>
public sealed record TransferStatus(
    string Kind, long Sample, string? Outcome, string? Reason, IReadOnlyList<string> Donors, bool Direct, long Bytes, double? ErrorBefore, double? ErrorAfter, long? EndedAtSample);

/// <summary>Samples that wait for their label.</summary>
/// <param name="Waiting">How many.</param>
/// <param name="Matched">Labels that found their sample, in this process.</param>
/// <param name="ExpiredSamples">Samples whose label came too late or never.</param>
/// <param name="ExpiredLabels">Labels whose sample did.</param>
public sealed record LateStatus(long Waiting, long Matched, long ExpiredSamples, long ExpiredLabels);

/// <summary>Whom an agent talks to.</summary>
/// <param name="Address">The registry.</param>
/// <param name="Reachable">Whether it answered the last time; null: not asked yet.</param>
/// <param name="LastAnswerAt">When it answered last.</param>
/// <param name="BytesUp">Bytes sent on its connections, and on those to and from other agents, since this process began, with all that TLS and HTTP need.</param>
/// <param name="BytesDown">Bytes received.</param>
public sealed record RegistryStatus(string Address, bool? Reachable, DateTimeOffset? LastAnswerAt, long BytesUp, long BytesDown);

/// <summary>What a restart would find.</summary>
/// <param name="Folder">Where.</param>
/// <param name="AgeSeconds">How old it is.</param>
/// <param name="Bytes">The size of its files.</param>
/// <param name="FolderBytes">The size of all that lies in the folder.</param>
/// <param name="FreeBytes">What is left on its disk.</param>
/// <param name="Problem">Why the last one could not be stored; null: it was.</param>
public sealed record CheckpointStatus(string Folder, double AgeSeconds, long Bytes, long FolderBytes, long FreeBytes, string? Problem);

/// <summary>What an agent takes of its device.</summary>
/// <param name="ResidentBytes">Resident memory.</param>
/// <param name="ManagedBytes">Of which objects.</param>
/// <param name="CpuSeconds">Processor time since this process began.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Economy">What it does without, so that its budgets hold.</param>
/// <param name="BackgroundShare">The share of one core that fetching, trying and lending parts took on the pipeline's thread in the last minute.</param>
public sealed record ProcessStatus(long ResidentBytes, long ManagedBytes, double CpuSeconds, int Threads, Economy Economy, double BackgroundShare);

/// <summary>What was asked of an agent on its device.</summary>
/// <param name="Port">Where it listens.</param>
/// <param name="Predictions">Samples predicted.</param>
/// <param name="Samples">Samples taken in.</param>
/// <param name="Labels">Labels taken in.</param>
/// <param name="Refused">Requests refused.</param>
public sealed record LocalStatus(int Port, long Predictions, long Samples, long Labels, long Refused);

/// <summary>What an agent runs with.</summary>
/// <param name="ReadAt">When its configuration was read last.</param>
/// <param name="Reads">How often it was read anew.</param>
/// <param name="Problem">What was wrong with it the last time; null: nothing.</param>
/// <param name="NeedRestart">Settings that were changed and take effect at the next start.</param>
/// <param name="TaskFile">The whole path of its task's manifest, beside which a feature extractor lies; null: written by an older build.</param>
public sealed record ConfigurationStatus(DateTimeOffset ReadAt, int Reads, string? Problem, IReadOnlyList<string> NeedRestart, string? TaskFile = null);
