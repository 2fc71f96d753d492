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

    private const int MostTold = 3;

    /// <summary>Every live candidate for a target, the best first, those who cannot help last.</summary>
    public IReadOnlyList<RankedCandidate> Rank(NeighbourQuery query, string target, string schemaHash, Fleet fleet, DateTimeOffset now) =>
        choice.Rank(query, fleet.Agents.Where(Eligible(target, schemaHash, now)).Select(new SourceBook(fleet, query.Needs, now, target).Add));

    /// <summary>A transfer as it begins: offered, or rejected at once when nobody can help.</summary>
    public Transfer Open(string id, string task, TransferRequest request, Fleet fleet, DateTimeOffset now)
    {
        var query = new NeighbourQuery(request.ClassCounts, request.Needs, request.Recall) { Sketch = request.Sketch, Draw = StableHash.Of($"{request.Target} {request.Trigger.Sample}") };
        var offers = Offer(query, request.Target, request.SchemaHash, fleet, MostDonors, now);
        var opened = new Transfer(
            id, task, request.Target, request.Trigger, request.Needs, TransferState.Offered, offers, Donor: null,
            now, now, now + Deadlines.Of(TransferState.Offered), Receipt: null);
        return offers.Count > 0 ? opened : Reject(opened, WhyNobody(query, request, fleet, now));
    }

    /// <summary>The best live candidates, none that cannot help: at most so many.</summary>
    public IReadOnlyList<RankedCandidate> Best(NeighbourQuery query, string target, string schemaHash, Fleet fleet, int most, DateTimeOffset now) =>
        Best(query with { Explain = false, Most = most }, Eligible(target, schemaHash, now), fleet, new SourceBook(fleet, query.Needs, now, target), []);

    /// <summary>The donors to name to a target.</summary>
    public IReadOnlyList<DonorOffer> Offer(NeighbourQuery query, string target, string schemaHash, Fleet fleet, int most, DateTimeOffset now)
    {
        query = query with { Explain = false, Most = choice.Combines ? DonorSet.MostConsidered : most };
        var book = new SourceBook(fleet, query.Needs, now, target);
        var ranked = Best(query, Eligible(target, schemaHash, now), fleet, book, fleet.Zoo);
        var chosen = choice.Combines ? DonorSet.Choose(query, ranked, most) : [.. ranked.Take(most)];
        return [.. chosen.Select(one => OfferOf(query, one, book.Of(one.Candidate)))];
    }

    private IReadOnlyList<RankedCandidate> Best(
        NeighbourQuery query, Func<StoredAgent, bool> isEligible, Fleet fleet, SourceBook book, IReadOnlyList<ZooEntry> zoo)
    {
        if (choice.NearnessIsDivergence is { } byDivergence && fleet.Search is { } search)
        {
            var likely = search.Likely(query, byDivergence, book.NearestOnNetwork, fleet.Ratings, now: book.Now)
                .Where(one => isEligible(one.Agent)).Select(one => (book.Add(one.Agent), one.AtMost));
            return choice.RankLikely(query, zoo.Select(entry => (book.Add(entry), double.PositiveInfinity)).Concat(likely));
        }

        var agents = fleet.Agents.Where(agent => isEligible(agent) && !IsOutOfQuestion(query, agent.Document!.Numbers)).Select(book.Add);
        return [.. choice.Rank(query, agents.Concat(zoo.Select(book.Add))).TakeWhile(static candidate => candidate.Refused is null)];
    }

    private bool IsOutOfQuestion(NeighbourQuery query, ProfileNumbers profile) =>
        choice.IsOutOfQuestion(query, profile.ClassCounts, profile.Evidence, profile.Recall);

    private static Func<StoredAgent, bool> Eligible(string target, string schemaHash, DateTimeOffset now) => agent =>
        agent.Document is not null && agent.LeaseUntil > now && agent.Registration.SchemaHash == schemaHash && agent.Name != target;

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

    // Of all, the first by name are told: since nobody can help, that is their order.
    private string WhyNobody(NeighbourQuery query, TransferRequest request, Fleet fleet, DateTimeOffset now)
    {
        var (agents, isEligible) = (fleet.Zoo.Count, Eligible(request.Target, request.SchemaHash, now));
        var book = new SourceBook(fleet, query.Needs, now, request.Target);
        List<Candidate> told = [.. fleet.Zoo.Select(book.Add)];
        foreach (var agent in fleet.Agents)
        {
            if (!isEligible(agent)) continue;
            if (agents++ < fleet.Zoo.Count + MostTold) told.Add(book.Add(agent));
        }

        if (agents == 0) return "Nobody can help: no other agent of the task is live and has published a profile.";

        var reasons = choice.Rank(query with { Explain = false }, told).Take(MostTold).Select(static candidate => $"{candidate.Candidate.Agent} {candidate.Refused}");
        return $"Nobody can help: {string.Join("; ", reasons)}{(agents > MostTold ? $"; and {agents - MostTold} more" : "")}.";
    }
}
