using Cartel.Learning;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Api.OpenApi;

/// <summary>The ranges of the members of JSON objects, by <c>Schema.member</c> or, for all schemas, by <c>member</c>.</summary>
internal static class SchemaBounds
{
    public const string Name = "^[a-z0-9-]{1,63}$";
    public const string Hash = "^[0-9a-f]{64}$";

    private static readonly Bound Count = new() { Least = 0 };
    private static readonly Bound Rate = Bound.Between(0, 1);
    private static readonly Bound Class = Bound.Between(0, FeatureSchema.LargestCount - 1);

    private static readonly Dictionary<string, Bound> All = new(StringComparer.Ordinal)
    {
        ["sampleCount"] = Count,
        ["sample"] = Count,
        ["sequence"] = Count,
        ["modelVersion"] = Count,
        ["classCounts"] = Count,
        ["evidence"] = Count,
        ["bytesFetched"] = Count,
        ["mergedAtSample"] = Count,
        ["endedAtSample"] = Count,
        ["byteBudget"] = Count,
        ["companions"] = Count,
        ["samples"] = Count,
        ["leaseSeconds"] = Count,
        ["nextPublishAfterSeconds"] = Count,
        ["jsdStandardErrorBits"] = Count,
        ["rank"] = new() { Least = 1 },
        ["cursor"] = Count,
        ["accuracy"] = Rate,
        ["heldOutAccuracy"] = Rate,
        ["twinAccuracy"] = Rate,
        ["twinHeldOutAccuracy"] = Rate,
        ["recall"] = Rate,
        ["precision"] = Rate,
        ["errorBefore"] = Rate,
        ["errorAfter"] = Rate,
        ["residentBytes"] = Count,
        ["cpuShare"] = Count,
        ["stateBytes"] = Count,
        ["freeBytes"] = Count,
        ["modelBytes"] = Count,
        ["samplesPerSecond"] = Count,
        ["outboxWaiting"] = Count,
        ["MergeTrial.error"] = Rate,
        ["every"] = new() { Least = 1 },
        ["former"] = Count,
        ["merged"] = Count,
        ["served"] = Count,
        ["sizeBytes"] = Bound.Between(1, ModelPart.LargestBytes),
        ["class"] = Class,
        ["needs"] = Class,
        ["schemaHash"] = Bound.Of(Hash),
        ["sha256"] = Bound.Of(Hash),
        ["status"] = Bound.Between(400, 599),
        ["reason"] = Bound.Text(TransferRules.LongestReason, 1),
        ["AgentSignal.classes"] = Class,
        ["AgentRegistration.version"] = Bound.Text(TaskRules.LongestText, 1),
        ["AgentView.name"] = Bound.Of(Name),
        ["AgentView.task"] = Bound.Of(Name),
        ["CartelEvent.classes"] = Class,
        ["PartOffer.id"] = Bound.Text(PartRules.LongestId, 1),
        ["PartOffer.classes"] = Class,
        ["PartOffer.derivedFrom"] = new() { MostItems = PartRules.MostSources },
        ["PartSource.donor"] = Bound.Text(PartRules.LongestId, 1),
        ["SchemaDocument.features"] = new() { FewestItems = 1, MostItems = FeatureSchema.LargestCount },
        ["SchemaDocument.classes"] = new() { FewestItems = 2, MostItems = FeatureSchema.LargestCount },
        ["TaskManifest.name"] = Bound.Of(Name),
        ["TaskManifest.learner"] = Bound.Text(TaskRules.LongestText, 1),
        ["Transfer.task"] = Bound.Of(Name),
        ["Transfer.target"] = Bound.Of(Name),
        ["TransferRequest.target"] = Bound.Of(Name),
        ["TransferRequest.needs"] = new() { Least = 0, Most = FeatureSchema.LargestCount - 1, FewestItems = 1, MostItems = FeatureSchema.LargestCount },
        ["TransferReceipt.parts"] = new() { MostItems = FeatureSchema.LargestCount },
        ["TransferReceipt.donors"] = new() { MostItems = Matchmaker.MostDonors },
        ["EnrollmentTokenOrder.expiresSeconds"] = Bound.Between(60, 2_592_000),
        ["EnrollmentTokenOrder.uses"] = Bound.Between(1, 100_000),
        ["ApiTokenOrder.expiresSeconds"] = Bound.Between(60, 158_112_000),
        ["ApiTokenOrder.namespace"] = Bound.Of(Name),
        ["ApiTokenOrder.description"] = Bound.Text(128),
        ["EnrollmentRequest.agent"] = Bound.Of(Name),
        ["KeyRotation.overlapSeconds"] = Bound.Between(0, 2_592_000),
        ["AuditEntry.outcome"] = Bound.Between(200, 599),
        ["ZooEntry.id"] = Bound.Of("^[0-9a-f]{16}$"),
    };

    /// <summary>What a member may be; null where its type says all.</summary>
    public static Bound? Of(string schema, string member) => All.GetValueOrDefault($"{schema}.{member}") ?? All.GetValueOrDefault(member);
}
