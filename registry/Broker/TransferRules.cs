using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Registry.Broker;

/// <summary>What a request for help and a receipt must look like.</summary>
internal static class TransferRules
{
    public const int LongestReason = 2_000;

    public static Refusal? Check(TransferRequest request, TaskManifest task)
    {
        var classes = task.Schema.Classes.Count;
        if (!Names.IsValid(request.Target)) return Refusals.InvalidName.Because($"target is due: {Names.Rule}.");
        if (request.Trigger is not { Sample: >= 0 }) return Refusals.NegativeCount.Because("trigger is due, with a sample of at least 0.");
        if (request.SchemaHash != task.ToModelSchema().Hash)
            return Refusals.SchemaMismatch.Because($"The request's schema {request.SchemaHash} is not that of the task “{task.Name}”.");
        if (request.Companions is < 0) return Refusals.NegativeCount.Because($"companions is {request.Companions}; at least 0 is due.");
        if (request.ByteBudget < 0) return Refusals.InvalidBudget.Because($"byteBudget is {request.ByteBudget}.");

        return CheckClasses(request.Needs, "needs", classes, least: 1)
            ?? ProfileRules.CheckCounts(request.ClassCounts, nameof(request.ClassCounts), classes)
            ?? ProfileRules.CheckRates(request.Recall, nameof(request.Recall), classes)
            ?? ProfileRules.CheckSketch(request.Sketch, classes)
            ?? (request.ClassCounts.All(static count => count == 0)
                ? Refusals.NoSamples.Because("classCounts are all 0: a distribution needs at least one sample.")
                : null);
    }

    public static Refusal? CheckClasses(IReadOnlyList<int>? indices, string name, int classes, int least)
    {
        if (indices is null || indices.Count < least) return Refusals.InvalidClass.Because($"{name} is due: at least {least} class index.");
        if (indices.Distinct().Count() != indices.Count) return Refusals.InvalidClass.Because($"{name} names a class twice.");

        foreach (var index in indices)
        {
            if (index < 0 || index >= classes) return Refusals.InvalidClass.Because($"{name} has {index}; the task's classes are 0 to {classes - 1}.");
        }

        return null;
    }

    public static Refusal? Check(TransferReceipt receipt)
    {
        if (receipt.Outcome < TransferState.Adopted)
            return Refusals.InvalidReceipt.Because($"“{Words.Of(receipt.Outcome)}” does not end a transfer.");
        if (receipt.Reason is not { Length: > 0 and <= LongestReason })
            return Refusals.InvalidReceipt.Because($"reason is due: 1 to {LongestReason} characters.");
        if (receipt.Parts is null || receipt.Parts.Count > FeatureSchema.LargestCount || receipt.Parts.Any(static part => part is null))
            return Refusals.InvalidReceipt.Because("parts is due; it may be empty.");
        if (receipt.Donors is { } donors && (donors.Count > Matchmaker.MostDonors || donors.Any(static donor => donor is null)))
            return Refusals.InvalidReceipt.Because($"donors has {donors.Count} entries, or one that is null; at most {Matchmaker.MostDonors} names are allowed.");
        if (receipt.Trials is { } trials && (trials.Count > TransferReceipt.MostTrials || trials.Any(static trial => trial is not { Name.Length: > 0 and <= TaskRules.LongestText, Error: >= 0 and <= 1 })))
            return Refusals.InvalidReceipt.Because(
                $"trials has {trials.Count} entries, or one without a name of 1 to {TaskRules.LongestText} characters and an error in [0, 1]; {TransferReceipt.MostTrials} are allowed.");
        if (receipt.Probation is { } curve && !IsCurve(curve))
            return Refusals.InvalidReceipt.Because(
                $"probation needs every above 0, and former, merged and served of one length of at most {ProbationCurve.MostSteps}, with no mistakes below 0.");
        if (receipt.BytesFetched < 0 || receipt.MergedAtSample is < 0 || receipt.EndedAtSample < 0)
            return Refusals.NegativeCount.Because("bytesFetched, mergedAtSample and endedAtSample are at least 0.");

        return Rates.IsRateOrNull(receipt.ErrorBefore) && Rates.IsRateOrNull(receipt.ErrorAfter)
            ? null
            : Refusals.RateOutOfRange.Because("errorBefore and errorAfter are in [0, 1].");
    }

    private static bool IsCurve(ProbationCurve curve) =>
        curve is { Every: > 0, Former: { Count: <= ProbationCurve.MostSteps } former, Merged: { } merged, Served: { } served }
        && merged.Count == former.Count && served.Count == former.Count && former.Concat(merged).Concat(served).All(static mistakes => mistakes >= 0);
}
