using Cartel.Collaboration;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>What this agent knows of one of its requests for help; kept in the checkpoint from trigger to outcome.</summary>
/// <param name="Key">The idempotency key of the request.</param>
/// <param name="Request">The request as it is sent, and sent again after a crash.</param>
public sealed record TransferRecord(string Key, TransferRequest Request)
{
    /// <summary>The registry's id, once it has answered.</summary>
    public string? Id { get; init; }

    /// <summary>Whose parts were fetched, or merged; of several the first.</summary>
    public string? Donor { get; init; }

    /// <summary>All of them.</summary>
    public IReadOnlyList<string> Donors { get; init; } = [];

    /// <summary>The donor's divergence, in bits.</summary>
    public double? JsdBits { get; init; }

    /// <summary>Bytes of parts fetched, from all donors tried.</summary>
    public long Bytes { get; init; }

    /// <summary>Whether parts came from a donor itself, and not through the relay.</summary>
    public bool Direct { get; init; }

    /// <summary>The ids of the parts merged.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>For the id of each part fetched, whose part that was.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PartSource>> Sources { get; init; } = new Dictionary<string, IReadOnlyList<PartSource>>();

    /// <summary>The sample count at the merge.</summary>
    public long? MergedAtSample { get; init; }

    /// <summary>Error on the recent samples before the merge.</summary>
    public double? ErrorBefore { get; init; }

    /// <summary>Error on the recent samples after the merge.</summary>
    public double? ErrorAfter { get; init; }

    /// <summary>How it ended; null while it is open.</summary>
    public TransferState? Outcome { get; init; }

    /// <summary>Its trace, as in the W3C header <c>traceparent</c>; null where nobody traces.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Why it ended so.</summary>
    public string? Reason { get; init; }

    /// <summary>The sample count at the end.</summary>
    public long? EndedAtSample { get; init; }

    /// <summary>The ways of merging that were tried, best first; null where none was, or nobody is told.</summary>
    public IReadOnlyList<MergeTrial>? Trials { get; init; }

    /// <summary>How the merged model did beside the former one so far; null where none was merged, or nobody is told.</summary>
    public ProbationCurve? Probation { get; init; }

    /// <summary>With what was merged.</summary>
    public TransferRecord Merged(TransferStep step, long sample) => this with
    {
        Donor = step.Donors[0],
        Donors = step.Donors,
        Parts = step.Parts,
        ErrorBefore = step.ErrorBefore,
        ErrorAfter = step.ErrorAfter,
        MergedAtSample = sample,
    };

    /// <summary>With what a step says was tried, and how the probation stood that it ends.</summary>
    public TransferRecord Tried(TransferStep step)
    {
        var record = step.Trial is { Samples: > 0 } ended ? Stands(ended) : this;
        return step.Trials is { Count: > 0 } trials
            ? record with { Trials = [.. trials.Take(TransferReceipt.MostTrials).Select(static one => new MergeTrial(one.Name, Math.Round(one.Error, 4), one.Passed))] }
            : record;
    }

    /// <summary>With how a probation stands. After a restart samples come again, and so do their steps.</summary>
    public TransferRecord Stands(TrialStanding trial)
    {
        var (kept, curve) = ((trial.Samples - 1) / StepOfProbation, Probation ?? new ProbationCurve(StepOfProbation, [], [], []));
        return this with
        {
            Probation = curve with
            {
                Former = [.. curve.Former.Take(kept), trial.Former],
                Merged = [.. curve.Merged.Take(kept), trial.Merged],
                Served = [.. curve.Served.Take(kept), trial.Served],
            },
        };
    }

    /// <summary>Labelled samples between two steps of what is told of a probation.</summary>
    public const int StepOfProbation = 25;

    /// <summary>The receipt for the registry.</summary>
    public TransferReceipt ToReceipt() => new(
        Outcome ?? TransferState.Failed, Reason ?? "", Donor, Parts, Bytes, ErrorBefore, ErrorAfter, MergedAtSample, EndedAtSample ?? Request.Trigger.Sample,
        Donors.Count > 1 ? Donors : null, Trials, Probation);
}
