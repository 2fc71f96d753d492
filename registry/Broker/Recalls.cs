using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>What a recall withdraws, and whom it concerns. Pure.</summary>
internal static class Recalls
{
    private const int LongestReason = 2_000;

    /// <summary>What an order must look like.</summary>
    public static Refusal? Check(RecallOrder order) => order.Reason is { Length: > 0 and <= LongestReason }
        ? null
        : Refusals.InvalidRecall.Because($"reason is due: 1 to {LongestReason} characters.");

    /// <summary>All parts of a donor that are on offer, were offered in transfers, were merged by others, or are kept.</summary>
    public static IReadOnlyList<string> PartsOf(string donor, IReadOnlyList<StoredAgent> agents, IEnumerable<Transfer> transfers, IEnumerable<ZooEntry> zoo) =>
    [
        .. agents.Where(agent => agent.Name == donor).SelectMany(static agent => agent.Profile?.Parts ?? [])
            .Concat(transfers.SelectMany(static transfer => transfer.Offers).Where(offer => ZooNames.DonorOf(offer.Agent) == donor).SelectMany(static offer => offer.Parts))
            .Concat(zoo.Where(entry => entry.Donor == donor).SelectMany(static entry => entry.Parts))
            .Select(static part => part.Sha256)
            .Concat(agents.SelectMany(static agent => agent.Profile?.Parts ?? []).SelectMany(static part => part.DerivedFrom ?? [])
                .Where(source => ZooNames.DonorOf(source.Donor) == donor).Select(static source => source.Sha256))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The recalled hashes that an agent's parts are, or were merged from.</summary>
    public static IReadOnlyList<string> In(AgentProfile? profile, IReadOnlySet<string> recalled) => profile is null || recalled.Count == 0
        ? []
        :
        [
            .. profile.Parts.SelectMany(static part => (part.DerivedFrom ?? []).Select(static source => source.Sha256).Prepend(part.Sha256))
                .Where(recalled.Contains)
                .Distinct(StringComparer.Ordinal),
        ];
}
