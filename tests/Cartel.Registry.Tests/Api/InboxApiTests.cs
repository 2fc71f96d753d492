using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

internal sealed class InboxApiTests : RegistryTest
{
    [SetUp]
    public async Task MakeFleet() => await Some.FleetAsync(Client);

    [Test]
    public async Task Who_waits_hears_of_a_wanted_part_when_it_is_wanted()
    {
        var waiting = Client.InboxAsync("sea", "donor", 0, TimeSpan.FromSeconds(30));
        var transfer = await Client.RequestTransferAsync("sea", Some.Request(), Some.Key());
        Assert.That(waiting.IsCompleted, Is.False);

        await Client.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, "donor", [Some.Hash1]));

        Assert.That((await waiting).Items.Single().Sha256, Is.EqualTo(Some.Hash1));
    }

    [Test]
    public async Task Who_waits_in_vain_gets_an_empty_inbox() =>
        Assert.That((await Client.InboxAsync("sea", "donor", 0, TimeSpan.FromSeconds(1))).Items, Is.Empty);

    [TestCase("donor/inbox?waitSeconds=31", 400, "invalid-query")]
    [TestCase("donor/inbox?after=-1", 400, "invalid-query")]
    [TestCase("nobody/inbox", 404, "agent-not-found")]
    public async Task A_query_that_makes_no_sense_is_refused(string query, int status, string code) =>
        Assert.That(await Refused.OfAsync(await Http.GetAsync($"{Root}/tasks/sea/agents/{query}")), Is.EqualTo((status, code)));
}
