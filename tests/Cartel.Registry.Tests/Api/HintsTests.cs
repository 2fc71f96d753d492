using System.Net.Http.Json;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Registry.Api;

namespace Cartel.Registry.Tests.Api;

/// <summary>What agents are told unasked: what to upload for the zoo, and what emerges around them.</summary>
internal sealed class HintsTests : RegistryTest
{
    private static readonly byte[] Bytes = [4, 5, 6];
    private static readonly PartOffer Part = Some.Part with { Sha256 = ModelPart.HashOf(Bytes), SizeBytes = Bytes.Length };
    private static readonly AgentProfile Young = Some.Profile() with { ClassCounts = [100, 100, 0], Evidence = [100, 100, 0], Recall = [0.9, 0.9, null], Parts = [] };

    [SetUp]
    public async Task MakeFleet()
    {
        await Client.PutTaskAsync(Some.Manifest);
        foreach (var name in (string[])["donor", "target", "second", "third"]) await Client.RegisterAsync(Some.Task, name, Some.Registration);
        foreach (var name in (string[])["target", "second", "third"]) await Client.PutProfileAsync(Some.Task, name, Young);
    }

    [Test]
    public async Task The_zoo_asks_for_what_is_new_and_helps_once_it_is_there_and_its_donor_gone()
    {
        var receipt = await Client.PutProfileAsync(Some.Task, "donor", Some.Profile() with { Parts = [Part] });
        Assert.That(receipt.Archive, Is.EqualTo(new[] { Part.Sha256 }));
        await Client.RemoveAgentAsync(Some.Task, "donor");
        Assert.That((await AskAsync("target")).State, Is.EqualTo(TransferState.Rejected), "promised, not there yet");

        await Client.UploadPartAsync(Part.Sha256, Bytes);
        var transfer = await AskAsync("target");
        await Client.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, transfer.Offers[0].Agent, [Part.Sha256]));

        Assert.That((transfer.Offers.Single().FromZoo, transfer.Offers[0].Agent), Is.EqualTo((true, (await ZooAsync()).Select(entry => $"zoo:donor:{entry.Id}").Single())));
        Assert.That(await Client.DownloadPartAsync(Part.Sha256, 100, NoWait), Is.EqualTo(Bytes));
    }

    [Test]
    public async Task A_class_that_spreads_is_told_with_the_next_lease_and_the_donor_asked_for_it_once()
    {
        await SpreadAsync();

        var grant = await Client.RenewLeaseAsync(Some.Task, "third", new AgentStatus(1));
        await Client.RenewLeaseAsync(Some.Task, "third", new AgentStatus(2));
        var receipt = await Client.PutProfileAsync(Some.Task, "third", Young with { Sequence = 2 });

        Assert.That(grant.Emerging!.Single() is { Class: 2, Agents: 2, Offers: [{ Agent: "donor" }] }, Is.True);
        Assert.That(receipt.Emerging!.Single().Class, Is.EqualTo(2));
        Assert.That((await Client.RenewLeaseAsync(Some.Task, "second", new AgentStatus(1))).Emerging, Is.Null, "it has asked by itself");
        var asked = (await Client.InboxAsync(Some.Task, "donor", 0, NoWait)).Items;
        Assert.That(asked.Select(static item => item.Sha256).Distinct(), Is.EqualTo(new[] { Part.Sha256 }));
        Assert.That(asked.Where(static item => item.TransferId.StartsWith("anticipation-", StringComparison.Ordinal)), Has.Exactly(1).Items, "beside what the two transfers asked for");
    }

    [Test]
    public async Task Who_waits_hears_at_once_of_a_class_that_spreads_and_of_the_same_only_a_minute_later_again()
    {
        await SpreadAsync();

        // The clock stands still: a wait that nothing cut short would not end.
        var told = await Client.InboxAsync(Some.Task, "third", 0, TimeSpan.FromSeconds(50)).WaitAsync(TimeSpan.FromSeconds(30));
        var again = await Client.InboxAsync(Some.Task, "third", 0, NoWait);
        Time.Advance(TimeSpan.FromSeconds(61));
        await Client.RenewLeaseAsync(Some.Task, "donor", new AgentStatus(1));
        var later = await Client.InboxAsync(Some.Task, "third", 0, NoWait);

        Assert.That(told.Emerging!.Single() is { Class: 2, Agents: 2, Offers: [{ Agent: "donor" }] }, Is.True);
        Assert.That(told.Items, Is.Empty);
        Assert.That(again.Emerging, Is.Null);
        Assert.That(later.Emerging!.Single().Class, Is.EqualTo(2));
    }

    [Test]
    public async Task Who_waits_already_is_answered_when_a_second_neighbour_asks_and_of_the_same_class_is_called_once_a_second()
    {
        await Client.PutProfileAsync(Some.Task, "donor", Some.Profile() with { Parts = [Part] });
        var called = new System.Collections.Concurrent.ConcurrentQueue<string>();
        Registry.Service<Hints>().Called += agent => called.Enqueue(agent.Agent);
        await AskAsync("target");
        var waiting = Client.InboxAsync(Some.Task, "third", 0, TimeSpan.FromMinutes(5));
        Assert.That(called, Is.Empty, "one alone is no wave");

        await AskAsync("second");
        // The clock stands still: by itself the registry would go on to think of what it saw first, one request.
        var told = await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        await AskAsync("second");
        var within = called.ToArray();
        Time.Advance(TimeSpan.FromSeconds(1));
        await AskAsync("second");

        Assert.That(told.Emerging!.Single() is { Class: 2, Agents: 2, Offers: [{ Agent: "donor" }] }, Is.True);
        Assert.That(within, Is.EqualTo(new[] { "third" }));
        Assert.That(called, Is.EqualTo(new[] { "third", "third" }));
    }

    [Test]
    public async Task What_is_told_again_without_a_look_follows_what_the_agent_publishes()
    {
        await SpreadAsync();
        Assert.That((await Client.RenewLeaseAsync(Some.Task, "third", new AgentStatus(1))).Emerging, Has.Count.EqualTo(1));

        var elsewhere = await Client.PutProfileAsync(Some.Task, "third", Young with { Sequence = 2, ClassCounts = [0, 0, 100] });
        var back = await Client.PutProfileAsync(Some.Task, "third", Young with { Sequence = 3 });
        var learned = await Client.PutProfileAsync(Some.Task, "third", Young with { Sequence = 4, Evidence = [100, 100, 50] });
        var better = await Client.PutProfileAsync(Some.Task, "third", Young with { Sequence = 5, Evidence = [100, 100, 51] });

        Assert.That(elsewhere.Emerging, Is.Null, "those who asked are no neighbours any more");
        Assert.That(back.Emerging!.Single().Class, Is.EqualTo(2));
        Assert.That(learned.Emerging!.Single().Class, Is.EqualTo(2), "the donor learned it from 100 samples, twice as many");
        Assert.That(better.Emerging, Is.Null, "from less than twice as many");
    }

    [Test]
    public async Task A_donor_that_has_gone_is_named_for_a_minute_at_most()
    {
        await SpreadAsync();
        await Client.RenewLeaseAsync(Some.Task, "third", new AgentStatus(1));
        await Client.RemoveAgentAsync(Some.Task, "donor");

        Time.Advance(TimeSpan.FromSeconds(50));
        Assert.That((await Client.RenewLeaseAsync(Some.Task, "third", new AgentStatus(2))).Emerging, Has.Count.EqualTo(1));
        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.That((await Client.RenewLeaseAsync(Some.Task, "third", new AgentStatus(3))).Emerging, Is.Null);
    }

    [Test]
    public async Task Of_agents_that_have_gone_nothing_is_remembered_after_a_minute()
    {
        await Client.RegisterAsync(Some.Task, "fourth", Some.Registration);
        await Client.PutProfileAsync(Some.Task, "fourth", Young);
        await SpreadAsync();
        await Client.RenewLeaseAsync(Some.Task, "third", new AgentStatus(1));
        var before = Registry.Service<Hints>().Remembered;
        await Client.RemoveAgentAsync(Some.Task, "third");

        Time.Advance(TimeSpan.FromSeconds(61));
        await Client.RenewLeaseAsync(Some.Task, "donor", new AgentStatus(1));
        Assert.That((await Client.RenewLeaseAsync(Some.Task, "fourth", new AgentStatus(1))).Emerging, Has.Count.EqualTo(1));

        Assert.That(before, Is.GreaterThan(1));
        Assert.That(Registry.Service<Hints>().Remembered, Is.EqualTo(1), "what the fourth has just been told");
    }

    [Test]
    public async Task Nothing_is_told_where_nothing_spreads()
    {
        await AskAsync("target");
        Time.Advance(TimeSpan.FromSeconds(2));

        Assert.That((await Client.RenewLeaseAsync(Some.Task, "third", new AgentStatus(1))).Emerging, Is.Null);
        Assert.That((await Client.PutProfileAsync(Some.Task, "third", Young with { Sequence = 2 })) is { Emerging: null, Recalled: null, Archive: null }, Is.True);
    }

    [Test]
    public async Task A_sketch_that_is_none_is_refused() => Assert.That(
        await Refused.CodeOfAsync(() => Client.PutProfileAsync(Some.Task, "third", Young with { Sequence = 2, Sketch = [[1, 2], null, null] })),
        Is.EqualTo("invalid-sketch"));

    // Two neighbours ask for what a donor knows, and the registry has had the time to look again.
    private async Task SpreadAsync()
    {
        await Client.PutProfileAsync(Some.Task, "donor", Some.Profile() with { Parts = [Part] });
        await AskAsync("target");
        await AskAsync("second");
        Time.Advance(TimeSpan.FromSeconds(2));
    }

    private Task<Transfer> AskAsync(string target) => Client.RequestTransferAsync(Some.Task, Some.Request(target), Some.Key());

    private async Task<IReadOnlyList<ZooEntry>> ZooAsync() =>
        (await Http.GetFromJsonAsync($"{Root}/tasks/{Some.Task}/zoo", CartelJson.Default.PageZooEntry))!.Items;
}
