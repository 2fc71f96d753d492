using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>Ranks the agents of a task for one of them that needs help.</summary>
internal delegate IReadOnlyList<RankedCandidate> Ranking(NeighbourQuery query, IEnumerable<Candidate> candidates);

/// <summary>Finds who can help: live agents of the same task and schema, ranked.</summary>
/// <remarks>Pure: what is known of the fleet, and the time, come as arguments.</remarks>
internal sealed class Matchmaker(Ranking rank)
{
    /// <summary>How many donors an offer names.</summary>
    public const int MostDonors = 3;

    /// <summary>Every candidate for a target, the best first, those who cannot help last.</summary>
    public IReadOnlyList<RankedCandidate> Rank(NeighbourQuery query, string target, string schemaHash, Fleet fleet, DateTimeOffset now) =>
        rank(query, fleet.Agents.Where(agent => agent.Name != target && IsCandidate(agent, schemaHash, now)).Select(agent => CandidateOf(agent, fleet, now)));

    /// <summary>A transfer as it begins: offered, or rejected at once when nobody can help.</summary>
    public Transfer Open(string id, string task, TransferRequest request, Fleet fleet, DateTimeOffset now)
    {
        var ranked = Rank(new NeighbourQuery(request.ClassCounts, request.Needs, request.Recall), request.Target, request.SchemaHash, fleet, now);
        var profiles = fleet.Agents.ToDictionary(static agent => agent.Name, static agent => agent.Profile!, StringComparer.Ordinal);
        var offers = ranked
            .Where(candidate => candidate.Refused is null && profiles[candidate.Candidate.Agent].Parts.Count > 0)
            .Take(MostDonors)
            .Select(candidate => OfferOf(candidate, profiles[candidate.Candidate.Agent].Parts))
            .ToArray();
        var opened = new Transfer(
            id, task, request.Target, request.Trigger, request.Needs, TransferState.Offered, offers, Donor: null,
            now, now, now + Deadlines.Of(TransferState.Offered), Receipt: null);
        return offers.Length > 0 ? opened : Reject(opened, WhyNobody(ranked));
    }

    private static bool IsCandidate(StoredAgent agent, string schemaHash, DateTimeOffset now) =>
        agent.Profile is not null && agent.LeaseUntil > now && agent.Registration.SchemaHash == schemaHash;

    private static Candidate CandidateOf(StoredAgent agent, Fleet fleet, DateTimeOffset now) => new(
        agent.Name, agent.Profile!.ClassCounts, agent.Profile.Evidence, agent.Profile.Recall,
        Math.Max(0, (now - agent.ProfileAt.GetValueOrDefault(now)).TotalSeconds),
        fleet.Open.Count(transfer => transfer.Donor == agent.Name),
        agent.Kept, agent.Refused);

    private static DonorOffer OfferOf(RankedCandidate candidate, IReadOnlyList<PartOffer> parts) => new(
        candidate.Candidate.Agent, candidate.Score.GetValueOrDefault(), candidate.Divergence.Bits, candidate.Divergence.StandardErrorBits, parts);

    private static Transfer Reject(Transfer opened, string reason) => opened with
    {
        State = TransferState.Rejected,
        Receipt = new TransferReceipt(TransferState.Rejected, reason, null, [], 0, null, null, null, opened.Trigger.Sample),
    };

    private static string WhyNobody(IReadOnlyList<RankedCandidate> ranked)
    {
        if (ranked.Count == 0) return "Nobody can help: no other agent of the task is live and has published a profile.";

        var reasons = ranked.Take(3).Select(static candidate => $"{candidate.Candidate.Agent} {candidate.Refused ?? "offers no parts"}");
        return $"Nobody can help: {string.Join("; ", reasons)}{(ranked.Count > 3 ? $"; and {ranked.Count - 3} more" : "")}.";
    }
}

/// <summary>What is known of a task's agents.</summary>
/// <param name="Agents">All of them.</param>
/// <param name="Open">The transfers that have not ended.</param>
internal sealed record Fleet(IReadOnlyList<StoredAgent> Agents, IReadOnlyList<Transfer> Open);
