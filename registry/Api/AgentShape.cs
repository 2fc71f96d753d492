using Cartel.Protocol;
using Cartel.Registry.Lists;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary>What filters and sorts may say of agents.</summary>
internal static class AgentShape
{
    private const string Label = "labels.";

    /// <summary>The members as they are at a time, which decides who is alive.</summary>
    public static Shape<StoredAgent> At(DateTimeOffset now) => new(
        "agents", static agent => agent.Name,
        [
            Field<StoredAgent>.Text("name", static agent => agent.Name),
            Field<StoredAgent>.Text("liveness", agent => AgentViews.WordOf(AgentViews.LivenessOf(agent, now)), [.. Enum.GetValues<AgentLiveness>().Select(AgentViews.WordOf)]),
            Field<StoredAgent>.Time("registeredAt", static agent => agent.RegisteredAt),
            Field<StoredAgent>.Time("leaseUntil", static agent => agent.LeaseUntil),
            Field<StoredAgent>.Text("version", static agent => agent.Registration.Version),
            Field<StoredAgent>.Number("sampleCount", static agent => agent.Status?.SampleCount),
            Field<StoredAgent>.Number("accuracy", static agent => agent.Status?.Accuracy),
            Field<StoredAgent>.Number("heldOutAccuracy", static agent => agent.Status?.HeldOutAccuracy),
            Field<StoredAgent>.Number("twinAccuracy", static agent => agent.Status?.TwinAccuracy),
            Field<StoredAgent>.Number("twinHeldOutAccuracy", static agent => agent.Status?.TwinHeldOutAccuracy),
            Field<StoredAgent>.Number("sequence", static agent => agent.Profile?.Sequence),
            Field<StoredAgent>.Number("modelVersion", static agent => agent.Profile?.ModelVersion),
            Field<StoredAgent>.Time("publishedAt", static agent => agent.ProfileAt),
        ],
        other: static member => member.StartsWith(Label, StringComparison.Ordinal) && member.Length > Label.Length ? LabelOf(member) : null);

    private static Field<StoredAgent> LabelOf(string member)
    {
        var label = member[Label.Length..];
        return Field<StoredAgent>.Text(member, agent => agent.Registration.Labels?.GetValueOrDefault(label));
    }
}
