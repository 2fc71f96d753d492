using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

internal sealed class NeighboursApiTests : RegistryTest
{
    [SetUp]
    public async Task MakeFleet() => await Some.FleetAsync(Client);

    [Test]
    public async Task Neighbours_explain_themselves()
    {
        await Client.PutProfileAsync("sea", "target", Some.Profile() with { ClassCounts = [100, 100, 0] });
        await Client.RegisterAsync("sea", "young", Some.Registration);
        await Client.PutProfileAsync("sea", "young", Some.Profile() with { ClassCounts = [1, 1, 1] });

        var plain = await Client.NeighboursAsync("sea", "target");
        var explained = await Client.NeighboursAsync("sea", "target", explain: true);

        Assert.That(plain.Items.Select(item => (item.Agent, item.Rank, item.Samples)), Is.EqualTo(new[] { ("donor", (int?)1, 300L) }));
        Assert.That(plain.Items[0].Terms, Is.Null);
        Assert.That(explained.Items.Select(item => item.Agent), Is.EqualTo(new[] { "donor", "young" }));
        Assert.That(explained.Items[0].Terms, Contains.Key("divergence"));
        Assert.That(explained.Items[1] is { Rank: null, Refused: not null }, Is.True);
    }

    [Test]
    public async Task One_whose_lease_ran_out_is_no_neighbour_until_it_is_back()
    {
        await Client.PutProfileAsync("sea", "target", Some.Profile());
        Assert.That(await NeighboursAsync(), Is.EqualTo(["donor"]));

        // A lease of 10 s may be lengthened by a quarter.
        Time.Advance(TimeSpan.FromSeconds(13));
        Assert.That(await NeighboursAsync(), Is.Empty);

        await Client.RenewLeaseAsync("sea", "donor", new AgentStatus(1));
        Assert.That(await NeighboursAsync(), Is.EqualTo(["donor"]));
    }

    [Test]
    public async Task Of_two_alike_the_one_that_published_lately_comes_first()
    {
        await Client.PutProfileAsync("sea", "target", Some.Profile());
        await Client.RegisterAsync("sea", "younger", Some.Registration);
        await Client.PutProfileAsync("sea", "younger", Some.Profile());
        Assert.That(await NeighboursAsync(), Is.EqualTo(["donor", "younger"]), "by name");

        for (var minute = 0; minute < 60; minute++)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            foreach (var name in (string[])["donor", "younger"]) await Client.RenewLeaseAsync("sea", name, new AgentStatus(1));
        }

        await Client.PutProfileAsync("sea", "younger", Some.Profile(2));
        Assert.That(await NeighboursAsync(), Is.EqualTo(["younger", "donor"]));
    }

    [TestCase("k=0", "invalid-query")]
    [TestCase("maxJsdBits=1.5", "invalid-query")]
    [TestCase("classes=x", "invalid-query")]
    [TestCase("classes=3", "invalid-class")]
    public async Task A_query_for_neighbours_that_is_out_of_range_is_refused(string query, string code) => Assert.That(
        await Refused.OfAsync(await Http.GetAsync($"{Root}/tasks/sea/agents/donor/neighbours?{query}")), Is.EqualTo((400, code)));

    private async Task<IEnumerable<string>> NeighboursAsync() => (await Client.NeighboursAsync("sea", "target")).Items.Select(static item => item.Agent);
}
