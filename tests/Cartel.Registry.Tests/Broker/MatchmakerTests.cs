using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Broker;

internal sealed class MatchmakerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public void Only_live_agents_of_the_same_schema_with_a_profile_are_candidates()
    {
        var asked = new List<string>();
        var matchmaker = new Matchmaker(new Watching(candidates => asked.AddRange(candidates.Select(candidate => candidate.Agent))));
        var fleet = new Fleet(
            [
                Agent("good"),
                Agent("target"),
                Agent("lapsed") with { LeaseUntil = Now },
                Agent("foreign") with { Registration = new AgentRegistration(Some.Hash1, "1") },
                Agent("silent") with { Profile = null },
            ],
            []);

        var transfer = matchmaker.Open("sea.1", "sea", Some.Request(), fleet, Now);

        Assert.That(asked, Is.EqualTo(new[] { "good" }));
        Assert.That((transfer.State, transfer.Receipt!.Outcome), Is.EqualTo((TransferState.Rejected, TransferState.Rejected)));
    }

    [Test]
    public void A_candidate_comes_with_its_age_load_and_record()
    {
        Candidate? seen = null;
        var matchmaker = new Matchmaker(new Watching(candidates => seen = candidates.Single()));
        var served = new Transfer(
            "sea.2", "sea", "other", new TransferTrigger(TriggerKind.Drift, 1), [2], TransferState.Fetching, [], "good", Now, Now, Now, null);

        var ratings = new Ratings();
        ratings.Set(new RatedSubject(Rated.Agent, "good"), new DonorRecord(6, 2, Now - DonorRecord.HalfLife));

        matchmaker.Open("sea.1", "sea", Some.Request(), new Fleet([Agent("good")], [served, served]) { Ratings = ratings }, Now);

        Assert.That((seen!.AgeSeconds, seen.OpenTransfers, seen.Kept, seen.Refused), Is.EqualTo((7.0, 2, 3.0, 1.0)), "a half-life ago it was twice as much");
    }

    private static StoredAgent Agent(string name) => new(
        name, Now, Now.AddSeconds(1), 10, Some.Registration, null, Some.Profile(), Now.AddSeconds(-7));

    private sealed class Watching(Action<IEnumerable<Candidate>> look) : INeighbourChoice
    {
        public string Name => "watching";

        public bool Combines => false;

        public IReadOnlyList<RankedCandidate> Rank(NeighbourQuery query, IEnumerable<Candidate> candidates)
        {
            look(candidates);
            return [];
        }
    }
}
