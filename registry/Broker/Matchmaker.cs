using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>Finds who can help: live agents of the same task and schema, and past parts, ranked by a choice.</summary>
/// <remarks>Pure: what is known of the fleet, and the time, come as arguments.</remarks>
internal sealed class Matchmaker(INeighbourChoice choice)
{
    /// <summary>How many donors an offer names.</summary>
    public const int MostDonors = 3;

    /// <summary>Every live candidate for a target, the best first, those who cannot help last.</summary>
    public IReadOnlyList<RankedCandidate> Rank(NeighbourQuery query, string target, string schemaHash, Fleet fleet, DateTimeOffset now) =>
        choice.Rank(query, Candidates(query, target, schemaHash, fleet, now, static _ => false).Where(static source => !source.FromZoo).Select(static source => source.Candidate));

    /// <summary>A transfer as it begins: offered, or rejected at once when nobody can help.</summary>
    public Transfer Open(string id, string task, TransferRequest request, Fleet fleet, DateTimeOffset now)
    {
        var query = new NeighbourQuery(request.ClassCounts, request.Needs, request.Recall) { Sketch = request.Sketch, Draw = StableHash.Of($"{request.Target} {request.Trigger.Sample}") };
        var (offers, ranked, leftOut) = Offer(query, request.Target, request.SchemaHash, fleet, MostDonors, now);
        var opened = new Transfer(
            id, task, request.Target, request.Trigger, request.Needs, TransferState.Offered, offers, Donor: null,
            now, now, now + Deadlines.Of(TransferState.Offered), Receipt: null);
        if (offers.Count > 0) return opened;

        // Why nobody can help is told of all.
        if (leftOut > 0) ranked = choice.Rank(query with { Explain = false }, Candidates(query, request.Target, request.SchemaHash, fleet, now, static _ => false).Select(static source => source.Candidate));
        return Reject(opened, WhyNobody(ranked));
    }

    /// <summary>The donors to name to a target, the ranking that they come from, and how many agents were out of question from the start.</summary>
    public (IReadOnlyList<DonorOffer> Offers, IReadOnlyList<RankedCandidate> Ranked, int LeftOut) Offer(
        NeighbourQuery query, string target, string schemaHash, Fleet fleet, int most, DateTimeOffset now)
    {
        query = query with { Explain = false, Most = choice.Combines ? DonorSet.MostConsidered : most };
        var leftOut = 0;
        var sources = Candidates(query, target, schemaHash, fleet, now, IsOutOfQuestion);
        var ranked = choice.Rank(query, sources.Select(static source => source.Candidate));
        var chosen = choice.Combines
            ? DonorSet.Choose(query, ranked, most)
            : [.. ranked.TakeWhile(static candidate => candidate.Refused is null).Take(most)];
        return ([.. chosen.Select(one => OfferOf(query, one, sources.Find(source => ReferenceEquals(source.Candidate, one.Candidate))!))], ranked, leftOut);

        bool IsOutOfQuestion(ProfileNumbers profile)
        {
            var isOut = choice.IsOutOfQuestion(query, profile.ClassCounts, profile.Evidence, profile.Recall);
            leftOut += isOut ? 1 : 0;
            return isOut;
        }
    }

    private static List<Source> Candidates(
        NeighbourQuery query, string target, string schemaHash, Fleet fleet, DateTimeOffset now, Func<ProfileNumbers, bool> isOutOfQuestion)
    {
        var agents = new List<StoredAgent>();
        foreach (var agent in fleet.Agents)
        {
            // What refuses most of a large fleet comes first.
            if (agent is { Document: { } profile } && agent.LeaseUntil > now && !isOutOfQuestion(profile.Numbers)
                && agent.Registration.SchemaHash == schemaHash && agent.Name != target)
            {
                agents.Add(agent);
            }
        }

        var makes = new Sources(fleet, query.Needs, now);
        var site = agents.Exists(static agent => Sources.SiteOf(agent) is not null) ? Sources.SiteOf(fleet.Find(target)) : null;
        return [.. agents.Select(agent => makes.Of(agent, site)), .. fleet.Zoo.Select(makes.Of)];
    }

    private static DonorOffer OfferOf(NeighbourQuery query, RankedCandidate chosen, Source source) => new(
        chosen.Candidate.Agent, Math.Round(chosen.Score.GetValueOrDefault(), 3), Math.Round(chosen.Divergence.Bits, 3),
        Math.Round(chosen.Divergence.StandardErrorBits, 3), Useful(query, source.Parts),
        chosen.Candidate.ClassCounts, [.. chosen.Candidate.Recall.Select(static recall => recall is { } known ? Math.Round(known, 2) : (double?)null)],
        source.FromZoo);

    // What is needed first, then what the target has samples of, then what knows no class in particular; the rest it cannot judge.
    private static IReadOnlyList<PartOffer> Useful(NeighbourQuery query, IReadOnlyList<PartOffer> parts) =>
    [
        .. parts.Where(part => part.Classes.Count == 0 || part.Classes.Any(label => query.Needs.Contains(label) || query.ClassCounts[label] > 0))
            .OrderBy(part => part.Classes.Count == 0 ? 2 : part.Classes.Any(query.Needs.Contains) ? 0 : 1),
    ];

    private static Transfer Reject(Transfer opened, string reason) => opened with
    {
        State = TransferState.Rejected,
        Receipt = new TransferReceipt(TransferState.Rejected, reason, null, [], 0, null, null, null, opened.Trigger.Sample),
    };

    private static string WhyNobody(IReadOnlyList<RankedCandidate> ranked)
    {
        if (ranked.Count == 0) return "Nobody can help: no other agent of the task is live and has published a profile.";

        var reasons = ranked.Take(3).Select(static candidate => $"{candidate.Candidate.Agent} {candidate.Refused}");
        return $"Nobody can help: {string.Join("; ", reasons)}{(ranked.Count > 3 ? $"; and {ranked.Count - 3} more" : "")}.";
    }
}
