using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

internal sealed class InboxApiTests : RegistryTest
{
    [SetUp]
    public async Task MakeFleet() => await Some.FleetAsync(Client);

    [Test]
    public async Task Who_waits_hears_of_a_wanted_part_as_soon_as_it_is_the_best_to_be_had()
    {
        var waiting = Client.InboxAsync("sea", "donor", 0, TimeSpan.FromSeconds(30));

        var transfer = await Client.RequestTransferAsync("sea", Some.Request(), Some.Key());

        var wanted = (await waiting).Items.Single();
        Assert.That((wanted.Sha256, wanted.TransferId), Is.EqualTo((Some.Hash1, transfer.Id)));
    }

    [Test]
    public async Task A_part_that_was_asked_for_at_once_is_not_asked_for_again_when_the_target_chooses_it()
    {
        var transfer = await Client.RequestTransferAsync("sea", Some.Request(), Some.Key());

        await Client.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, "donor", [Some.Hash1]));

        Assert.That((await Client.InboxAsync("sea", "donor", 0, NoWait)).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_part_that_lies_in_the_relay_is_not_asked_for()
    {
        byte[] bytes = [1, 2, 3];
        var hash = Cartel.Learning.ModelPart.HashOf(bytes);
        await Client.UploadPartAsync(hash, bytes);
        await Client.PutProfileAsync("sea", "donor", Some.Profile(2) with { Parts = [Some.Part with { Sha256 = hash }] });

        var transfer = await Client.RequestTransferAsync("sea", Some.Request(), Some.Key());
        await Client.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, "donor", [hash]));

        Assert.That((await Client.InboxAsync("sea", "donor", 0, NoWait)).Items, Is.Empty);
    }

    [Test]
    public async Task Who_waits_in_vain_gets_an_empty_inbox() =>
        Assert.That((await Client.InboxAsync("sea", "donor", 0, TimeSpan.FromSeconds(1))).Items, Is.Empty);

    [TestCase("donor/inbox?waitSeconds=301", 400, "invalid-query")]
    [TestCase("donor/inbox?after=-1", 400, "invalid-query")]
    [TestCase("nobody/inbox", 404, "agent-not-found")]
    public async Task A_query_that_makes_no_sense_is_refused(string query, int status, string code) =>
        Assert.That(await Refused.OfAsync(await Http.GetAsync($"{Root}/tasks/sea/agents/{query}")), Is.EqualTo((status, code)));
}
