using BenchmarkDotNet.Attributes;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Benchmarks;

/// <summary>Time and allocation of one request for help: all agents of a task ranked, three donors named. Ten classes, of which
/// each agent knows five and every second one what is needed; a hundred transfers are open.</summary>
public class NeighbourBenchmarks
{
    private const int Classes = 10;
    private const int Needed = 9;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FeatureSchema _schema = new([Feature.Numeric("x")], [.. Enumerable.Range(0, Classes).Select(static label => $"{label}")]);
    private Matchmaker _matchmaker = null!;
    private TransferRequest _request = null!;
    private Fleet _fleet = null!;

    [ParamsSource(nameof(Choices))]
    public string Choice { get; set; } = "";

    [Params(1_000, 10_000)]
    public int Agents { get; set; }

    public static IEnumerable<string> Choices => NeighbourChoices.Names;

    [GlobalSetup]
    public void Prepare()
    {
        var random = new SeededRandom(1);
        var agents = Enumerable.Range(0, Agents).Select(i => Agent($"agent-{i:00000}", i % 2 == 0, random)).ToList();
        var open = Enumerable.Range(0, 100).Select(i => new Transfer(
            $"t.{i}", "t", "other", new TransferTrigger(TriggerKind.Drift, 1), [Needed], TransferState.Fetching, [], agents[random.Next(Agents)].Name, Now, Now, Now, null));
        _fleet = new Fleet(agents, [.. open]);
        _matchmaker = new Matchmaker(NeighbourChoices.Create(Choice));
        _request = new TransferRequest(
            "target", new TransferTrigger(TriggerKind.Novelty, 1), [Needed], Counts(random, needed: true), [.. Enumerable.Repeat<double?>(null, Classes)], _schema.Hash, 1_000_000);
    }

    [Benchmark]
    public int OpenAmongNeighbours() => _matchmaker.Open("t.1", "t", _request, _fleet, Now).Offers.Count;

    private StoredAgent Agent(string name, bool knows, SeededRandom random)
    {
        var counts = Counts(random, knows);
        var profile = new AgentProfile(
            1, 1_000, counts, counts, [.. counts.Select(count => count > 0 ? 0.6 + 0.4 * random.NextDouble() : (double?)null)], [],
            [.. Enumerable.Range(0, Classes).Where(label => counts[label] > 0).Select(label => new PartOffer($"class:{label}", [label], $"{name}{label}", 10_000, counts[label]))]);
        return new StoredAgent(name, Now, Now.AddSeconds(9), 10, new AgentRegistration(_schema.Hash, "1"), null, profile, Now.AddSeconds(-random.Next(600)));
    }

    private static List<long> Counts(SeededRandom random, bool needed)
    {
        var counts = new long[Classes];
        for (var i = 0; i < 5; i++) counts[random.Next(Needed)] = 20 + random.Next(200);
        if (needed) counts[Needed] = 20 + random.Next(100);
        // A list, as JSON gives it.
        return [.. counts];
    }
}
