using Cartel.Protocol;

namespace Cartel.Registry.Tests.Hosting;

internal sealed class RestartTests : RegistryTest
{
    [Test]
    public async Task A_restart_keeps_everything()
    {
        await Some.FleetAsync(Client);
        await Client.RenewLeaseAsync("sea", "donor", new AgentStatus(5, 0.5));
        var transfer = await Client.RequestTransferAsync("sea", Some.Request(), "key");
        await Client.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, "donor", [Some.Hash1]));
        var events = (await Client.EventsAsync()).Items;

        await Registry.RestartAsync();

        Assert.That((await Client.EventsAsync()).Items.Select(happened => happened.Id), Is.EqualTo(events.Select(happened => happened.Id)));
        Assert.That((await Client.AgentAsync("sea", "donor")).Profile!.Sequence, Is.EqualTo(1));
        Assert.That((await Client.HistoryAsync("sea", "donor")).Points, Has.Count.EqualTo(1));
        Assert.That((await Client.TransferAsync(transfer.Id)).State, Is.EqualTo(TransferState.Fetching));
        Assert.That((await Client.InboxAsync("sea", "donor", 0, NoWait)).Items, Has.Count.EqualTo(1));
        Assert.That((await Client.RequestTransferAsync("sea", Some.Request(), "key")).Id, Is.EqualTo(transfer.Id));
        Assert.That(await Refused.CodeOfAsync(() => Client.PutProfileAsync("sea", "donor", Some.Profile(0))), Is.EqualTo("stale-sequence"));
    }
}
