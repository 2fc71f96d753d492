using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Replica;
using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Broker;

internal sealed class DonorSearchTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // A fleet that is searched, and the same as a mere list, of which every one is looked at.
    [Test]
    public void A_search_offers_what_a_look_at_all_offers([Values("cartel", "sketch", "learned", "nearest-prior")] string choice, [Range(1, 8)] int seed)
    {
        var random = new SeededRandom(seed);
        var (table, matchmaker) = (new FleetTable(), new Matchmaker(NeighbourChoices.Create(choice)));
        for (var i = 0; i < 900; i++) table.Put(Agent(i, random));
        for (var i = 0; i < 100; i++) table.Remove($"a{random.Next(900)}", 10_000);
        var all = new Fleet([.. table.Agents], [.. Enumerable.Range(0, 40).Select(i => Served($"a{random.Next(900)}", i))])
        {
            Ratings = Ratings(random),
            Recalled = new HashSet<string> { HashOf(random.Next(900)), HashOf(random.Next(900)) },
            Zoo = [new ZooEntry("1", "gone", Now.AddHours(-1), [50, 50, 50], [100, 100, 100], [0.8, 0.8, 0.8], [Some.Part])],
        };

        for (var i = 0; i < 10; i++)
        {
            var request = Some.Request($"a{random.Next(900)}", i) with
            {
                ClassCounts = [random.Next(200) + 1, random.Next(200), random.Next(20)],
                Needs = i % 3 == 0 ? [1, 2] : [2],
                Recall = [0.9, random.NextDouble() / 2, null],
            };
            Assert.That(Text(matchmaker, request, all with { Search = table }), Is.EqualTo(Text(matchmaker, request, all)));
        }
    }

    [Test]
    public void A_record_that_changes_changes_the_search()
    {
        var (random, table, matchmaker) = (new SeededRandom(1), new FleetTable(), new Matchmaker(NeighbourChoices.Create("cartel")));
        for (var i = 0; i < 200; i++) table.Put(Agent(i, random));
        for (var i = 0; i < 5; i++)
        {
            var all = new Fleet([.. table.Agents], []) { Ratings = Ratings(random) };
            Assert.That(Text(matchmaker, Some.Request("a0"), all with { Search = table }), Is.EqualTo(Text(matchmaker, Some.Request("a0"), all)));
        }
    }

    private static string Text(Matchmaker matchmaker, TransferRequest request, Fleet fleet) =>
        StoredJson.Write(matchmaker.Open("sea.1", "sea", request, fleet, Now));

    private static StoredAgent Agent(int number, SeededRandom random)
    {
        long[] counts = [random.Next(300), random.Next(300), random.Next(40)];
        double?[] recall = [.. counts.Select(count => count == 0 ? (double?)null : Math.Round(0.4 + 0.6 * random.NextDouble(), 2))];
        var profile = new AgentProfile(1, 1, counts, counts, recall, null, [Some.Part with { Sha256 = HashOf(number), Classes = random.Next(8) == 0 ? [0] : [1, 2] }]);
        var site = random.Next(3) is > 0 and var which ? new Dictionary<string, string> { ["site"] = $"s{which}" } : null;
        return new StoredAgent(
            $"a{number}", Now, Now.AddSeconds(random.Next(10) - 1), 10, Some.Registration with { Labels = site }, null, profile, Now.AddSeconds(-random.Next(900)))
        {
            Change = number + 1,
        };
    }

    private static string HashOf(int number) => $"{number:x4}{new string('0', 60)}";

    private static Transfer Served(string donor, int number) => new(
        $"sea.{number + 2}", "sea", "other", new TransferTrigger(TriggerKind.Drift, 1), [2], TransferState.Fetching, [], donor, Now, Now, Now, null);

    private static Ratings Ratings(SeededRandom random)
    {
        var ratings = new Ratings();
        for (var i = 0; i < 60; i++) ratings.Set(new RatedSubject(Rated.Agent, $"a{random.Next(900)}"), Record(random));
        for (var i = 0; i < 30; i++) ratings.Set(new RatedSubject(Rated.Part, HashOf(random.Next(900))), Record(random));
        return ratings;
    }

    private static DonorRecord Record(SeededRandom random) => new(random.Next(5), random.Next(8), Now.AddMinutes(-random.Next(200)));
}
