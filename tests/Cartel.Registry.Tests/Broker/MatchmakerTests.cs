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

        Assert.That(asked.Distinct(), Is.EqualTo(new[] { "good" }));
        Assert.That((transfer.State, transfer.Receipt!.Outcome), Is.EqualTo((TransferState.Rejected, TransferState.Rejected)));
    }

    [Test]
    public void Where_nobody_can_help_it_is_told_of_those_who_know_nothing_too()
    {
        var ignorant = Some.Profile() with { ClassCounts = [100, 100, 0] };
        var fleet = new Fleet([.. Enumerable.Range(0, 5).Select(i => Agent($"a{i}") with { Profile = ignorant }), Agent("busy") with { Profile = Some.Profile() with { Parts = [] } }], []);

        var reason = new Matchmaker(NeighbourChoices.Create("cartel")).Open("sea.1", "sea", Some.Request(), fleet, Now).Receipt!.Reason;

        Assert.That(reason, Does.StartWith("Nobody can help: a0 knows class 2 from 0 recent samples; 10 are needed; a1 ").And.EndsWith("; and 3 more."));
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

    [Test]
    public void A_part_that_did_harm_is_not_offered_by_anybody_nor_what_was_merged_from_it()
    {
        var derived = Some.Part with { Sha256 = new('3', 64), DerivedFrom = [new PartSource("first", Some.Hash1)] };
        var own = Some.Part with { Sha256 = new('4', 64) };
        var fleet = Offering(("first", Some.Part), ("colluder", Some.Part), ("heir", derived), ("honest", own));
        var harmed = new Ratings();
        harmed.Set(new RatedSubject(Rated.Part, Some.Hash1), new DonorRecord(0, 3, Now));

        Assert.That(Offered(fleet), Has.Exactly(3).Items, "nothing speaks against them yet");
        Assert.That(Offered(fleet with { Ratings = harmed }), Is.EqualTo(new[] { "honest" }));
        Assert.That(Offered(fleet with { Recalled = new HashSet<string> { Some.Hash1 } }), Is.EqualTo(new[] { "honest" }));
    }

    [Test]
    public void A_quarantined_donor_is_not_offered_and_then_comes_last()
    {
        var ratings = new Ratings();
        ratings.Set(new RatedSubject(Rated.Agent, "bad"), new DonorRecord(0, 3, Now));
        var fleet = Offering(("bad", Some.Part), ("other", Some.Part)) with { Ratings = ratings };

        Assert.That(Offered(fleet), Is.EqualTo(new[] { "other" }));
        ratings.Set(new RatedSubject(Rated.Agent, "bad"), new DonorRecord(0, 3, Now - DonorRecord.Quarantine));
        Assert.That(Offered(fleet), Is.EqualTo(new[] { "other", "bad" }));
    }

    [Test]
    public void Past_parts_help_where_no_live_peer_has_them_and_nobody_is_asked_to_upload_them()
    {
        var entry = Past(Some.Part);
        var matchmaker = new Matchmaker(NeighbourChoices.Create("cartel"));

        var transfer = matchmaker.Open("sea.1", "sea", Some.Request(), new Fleet([], []) { Zoo = [entry] }, Now);
        var move = new TransferMove(TransferState.Fetching, "zoo:gone:1f", [Some.Hash1]);
        var moved = TransferMoves.Move(new StoredTransfer(transfer, 1), move, static _ => false, Now).TryGet(out var change, out _);

        Assert.That((transfer.State, transfer.Offers.Single().Agent, transfer.Offers[0].FromZoo), Is.EqualTo((TransferState.Offered, "zoo:gone:1f", true)));
        Assert.That((moved, change!.After.State, change.Wanted.Count), Is.EqualTo((true, TransferState.Fetching, 0)));
    }

    [Test]
    public void Past_parts_stand_behind_those_of_a_live_peer_that_is_as_good()
    {
        var fleet = Offering(("zz-live", Some.Part)) with { Zoo = [Past(Some.Part)] };

        Assert.That(Offered(fleet), Is.EqualTo(["zz-live", "zoo:gone:1f"]), "whatever the names");
    }

    [Test]
    public void Past_parts_are_not_offered_without_the_needed_class_nor_once_they_or_their_donor_did_harm()
    {
        var harmed = new Ratings();
        harmed.Set(new RatedSubject(Rated.Agent, "gone"), new DonorRecord(0, 3, Now));
        var blamed = new Ratings();
        blamed.Set(new RatedSubject(Rated.Part, Some.Hash1), new DonorRecord(0, 3, Now));
        var fleet = new Fleet([], []) { Zoo = [Past(Some.Part)] };
        Assert.That(Offered(fleet), Has.Exactly(1).Items);

        Assert.That(Offered(fleet with { Zoo = [Past(Some.Part with { Classes = [1] })] }), Is.Empty);
        Assert.That(Offered(fleet with { Ratings = harmed }), Is.Empty);
        Assert.That(Offered(fleet with { Ratings = blamed }), Is.Empty);
        Assert.That(Offered(fleet with { Recalled = new HashSet<string> { Some.Hash1 } }), Is.Empty);
    }

    private static ZooEntry Past(PartOffer part) =>
        new("1f", "gone", Now.AddHours(-5), [100, 100, 100], [100, 100, 100], [0.9, 0.9, 0.9], [part]);

    private static IEnumerable<string> Offered(Fleet fleet) =>
        new Matchmaker(NeighbourChoices.Create("cartel")).Open("sea.1", "sea", Some.Request(), fleet, Now).Offers.Select(offer => offer.Agent);

    private static Fleet Offering(params (string Name, PartOffer Part)[] agents) =>
        new([.. agents.Select(agent => Agent(agent.Name) with { Profile = Some.Profile() with { Parts = [agent.Part] } })], []);

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
