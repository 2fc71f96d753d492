using System.Text.Json.Serialization;

namespace Cartel.Protocol;

/// <summary>Where a transfer stands. The last five end it.</summary>
public enum TransferState
{
    /// <summary>The target asked; no donor is known yet.</summary>
    Requested,

    /// <summary>The registry named donors; the target decides.</summary>
    Offered,

    /// <summary>The target waits for the donor's parts.</summary>
    Fetching,

    /// <summary>The target checks what arrived and scores it on its held-out window.</summary>
    Verifying,

    /// <summary>Merged, on probation: the former model runs in shadow.</summary>
    Shadowing,

    /// <summary>Kept.</summary>
    Adopted,

    /// <summary>Refused by the admission test, or nobody could help.</summary>
    Rejected,

    /// <summary>Merged, and undone because the former model did better.</summary>
    RolledBack,

    /// <summary>A deadline passed.</summary>
    Expired,

    /// <summary>Something broke: the parts were damaged or never came.</summary>
    Failed,
}

/// <summary>Why an agent asks.</summary>
public enum TriggerKind
{
    /// <summary>Labelled samples of a class that its model does not know.</summary>
    Novelty,

    /// <summary>A detector saw its errors rise.</summary>
    Drift,
}

/// <summary>What made an agent ask.</summary>
/// <param name="Kind">Novelty or drift.</param>
/// <param name="Sample">Its sample count then.</param>
public sealed record TransferTrigger(TriggerKind Kind, long Sample);

/// <summary>A request for help: <c>POST …/tasks/{task}/transfers</c>, with an <c>Idempotency-Key</c>.</summary>
/// <param name="Target">The agent that asks.</param>
/// <param name="Trigger">Why.</param>
/// <param name="Needs">Indices of the classes that it needs; at least one.</param>
/// <param name="ClassCounts">Labels per class in its *current* window.</param>
/// <param name="Recall">Its own recall per class there; null where the window has no sample of it.</param>
/// <param name="SchemaHash">The hash of its schema.</param>
/// <param name="ByteBudget">The most bytes of parts that it will fetch.</param>
/// <param name="Sketch">Optional: as in <see cref="AgentProfile"/>, of its current window.</param>
/// <param name="Companions">Of how many other classes it will fetch parts too, at most; left out: of all that it has, so that the best
/// donor may upload them at once.</param>
/// <param name="Direct">Whether it fetches from donors themselves where they let it: then offers say how, in <see cref="DonorOffer.Peer"/>.</param>
public sealed record TransferRequest(
    string Target,
    TransferTrigger Trigger,
    IReadOnlyList<int> Needs,
    IReadOnlyList<long> ClassCounts,
    IReadOnlyList<double?> Recall,
    string SchemaHash,
    long ByteBudget,
    IReadOnlyList<byte[]?>? Sketch = null,
    int? Companions = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Direct = false);

/// <summary>One transfer from start to outcome: <c>GET …/transfers/{id}</c>.</summary>
/// <param name="Id">Given by the registry.</param>
/// <param name="Task">The task.</param>
/// <param name="Target">Who asks.</param>
/// <param name="Trigger">Why.</param>
/// <param name="Needs">The classes needed.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Offers">The donors that the registry named, best first.</param>
/// <param name="Donor">The donor that the target chose, once it has.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="UpdatedAt">When its state last changed.</param>
/// <param name="Deadline">When it expires if its state does not change before.</param>
/// <param name="Receipt">How it ended, once it has.</param>
/// <param name="TraceParent">The trace that the request belonged to, as in the W3C header <c>traceparent</c>; left out where nobody traces.</param>
/// <param name="Warnings">What is odd about the request that this answers, for people; not kept.</param>
public sealed record Transfer(
    string Id,
    string Task,
    string Target,
    TransferTrigger Trigger,
    IReadOnlyList<int> Needs,
    TransferState State,
    IReadOnlyList<DonorOffer> Offers,
    string? Donor,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset Deadline,
    TransferReceipt? Receipt,
    string? TraceParent = null,
    IReadOnlyList<string>? Warnings = null);

/// <summary>A donor that the registry names, with the parts of its model that may help.</summary>
/// <remarks>Offers complement each other: where no one donor covers the needed classes and the target's own, a later one
/// covers what the earlier lack, and a target may merge parts of several.</remarks>
/// <param name="Agent">The donor; for one from the zoo <c>zoo:</c>, its name and the number of the entry.</param>
/// <param name="Score">The registry's score.</param>
/// <param name="JsdBits">Its bias-corrected divergence from the target, in bits.</param>
/// <param name="JsdStandardErrorBits">The standard error of that.</param>
/// <param name="Parts">Its parts that may help: those of the needed classes first, then those of the target's other classes.</param>
/// <param name="ClassCounts">Labels per class in its window.</param>
/// <param name="Recall">Its recall per class there, in hundredths; null where the window has no sample.</param>
/// <param name="FromZoo">Whether these are past parts, which the registry keeps: no donor need be online.</param>
/// <param name="Peer">How they are fetched from the donor itself; only in the answer to a request that is <c>direct</c>, which nobody but the target gets.</param>
public sealed record DonorOffer(
    string Agent,
    double Score,
    double JsdBits,
    double JsdStandardErrorBits,
    IReadOnlyList<PartOffer> Parts,
    IReadOnlyList<long>? ClassCounts = null,
    IReadOnlyList<double?>? Recall = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool FromZoo = false,
    PeerOffer? Peer = null);

/// <summary>The target's move: <c>PUT …/transfers/{id}/state</c>.</summary>
/// <param name="State"><c>fetching</c> (names donor and parts; the donor finds them in its inbox), <c>verifying</c> or <c>shadowing</c>.</param>
/// <param name="Donor">The chosen donor, with <c>fetching</c>.</param>
/// <param name="Parts">The SHA-256 of the parts wanted, with <c>fetching</c>.</param>
/// <param name="Sample">The target's sample count.</param>
/// <param name="Direct">With <c>fetching</c>: it fetches them from the donor itself, which therefore need not upload them.</param>
public sealed record TransferMove(
    TransferState State,
    string? Donor = null,
    IReadOnlyList<string>? Parts = null,
    long? Sample = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Direct = false);

/// <summary>What the target wants of a donor: <c>PUT …/transfers/{id}/parts?waitSeconds=</c>, whose answer is a <see cref="PartBundle"/>.</summary>
/// <param name="Donor">One of those offered.</param>
/// <param name="Parts">The ids of its parts, such as <c>class:3</c>, in the order in which they are to come; left out: all that it offered.</param>
public sealed record PartChoice(string Donor, IReadOnlyList<string>? Parts = null);

/// <summary>How a transfer ended, from the target: <c>PUT …/transfers/{id}/receipt</c>. Repeating it changes nothing.</summary>
/// <param name="Outcome">One of the last five states.</param>
/// <param name="Reason">In words.</param>
/// <param name="Donor">Who gave, if anybody did.</param>
/// <param name="Parts">The ids of the parts merged, such as <c>class:3</c>.</param>
/// <param name="BytesFetched">Bytes of parts that crossed the network.</param>
/// <param name="ErrorBefore">Error of the former model on the held-out window, in [0, 1].</param>
/// <param name="ErrorAfter">Error of the merged model there, in [0, 1].</param>
/// <param name="MergedAtSample">The target's sample count when it merged.</param>
/// <param name="EndedAtSample">The target's sample count at the end.</param>
/// <param name="Donors">All who gave, where several did; they share credit and blame.</param>
/// <param name="Trials">The ways of merging that were tried, at most <see cref="MostTrials"/>, best first; left out where none was.</param>
/// <param name="Probation">How the merged model did beside the former one; left out where none was merged.</param>
public sealed record TransferReceipt(
    TransferState Outcome,
    string Reason,
    string? Donor,
    IReadOnlyList<string> Parts,
    long BytesFetched,
    double? ErrorBefore,
    double? ErrorAfter,
    long? MergedAtSample,
    long EndedAtSample,
    IReadOnlyList<string>? Donors = null,
    IReadOnlyList<MergeTrial>? Trials = null,
    ProbationCurve? Probation = null)
{
    /// <summary>The most trials that are told.</summary>
    public const int MostTrials = 16;
}

/// <summary>A way of merging, tried on the target's recent samples as if it had been done before them.</summary>
/// <param name="Name">In words, such as “parts, averaged” or “alps-2 alone”.</param>
/// <param name="Error">Its error there, in [0, 1]; it has to beat the receipt's <c>errorBefore</c>.</param>
/// <param name="Passed">Whether it was admitted to probation.</param>
public sealed record MergeTrial(string Name, double Error, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Passed = false);

/// <summary>Mistakes so far in a probation, at its steps; the last step may be shorter.</summary>
/// <param name="Every">Labelled samples from one step to the next, from the merge on.</param>
/// <param name="Former">The former model's mistakes so far.</param>
/// <param name="Merged">Those of the best merged model by then.</param>
/// <param name="Served">Those of the predictions that were given out: all models, weighted.</param>
public sealed record ProbationCurve(int Every, IReadOnlyList<int> Former, IReadOnlyList<int> Merged, IReadOnlyList<int> Served)
{
    /// <summary>The most steps that are told.</summary>
    public const int MostSteps = 40;
}

/// <summary>A part that somebody wants from this agent: <c>GET …/inbox?after=&amp;waitSeconds=</c>.</summary>
/// <param name="Cursor">Pass the last one as <c>after</c>.</param>
/// <param name="TransferId">For which transfer; <c>anticipation-</c> and a number where the registry wants it for agents that will soon need it.</param>
/// <param name="Sha256">The part as it was offered; the agent uploads it, or the same part of its model as it is now, with <c>PUT /parts/{sha256}</c> and
/// <c>replaces</c>, or in a bundle.</param>
/// <param name="TraceParent">As in <see cref="Transfer"/>: the donor's upload belongs to the same trace.</param>
public sealed record PartRequest(long Cursor, string TransferId, string Sha256, string? TraceParent = null);

/// <summary>The requests for parts that wait for an agent. Asking renews its lease, and so does waiting for the answer.</summary>
/// <param name="Items">What is wanted, oldest first.</param>
/// <param name="Emerging">As in <see cref="ProfileReceipt"/>; said again once a minute while it holds.</param>
/// <param name="Recalled">As in <see cref="LeaseGrant"/>; said again once a minute while it holds.</param>
public sealed record Inbox(
    IReadOnlyList<PartRequest> Items, IReadOnlyList<EmergingClass>? Emerging = null, IReadOnlyList<string>? Recalled = null);
