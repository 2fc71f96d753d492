using System.Text;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

/// <summary>Agents that fetch from each other: the registry says where, and issues the tickets.</summary>
internal sealed class PeersTests : RegistryTest
{
    private const string TicketKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private static readonly PeerEndpoint Peer = new("https://192.0.2.7:7443", Some.Hash1, TicketKey);

    [SetUp]
    public async Task MakeFleet()
    {
        await Some.FleetAsync(Client);
        await Client.RegisterAsync("sea", "donor", Some.Registration with { Peer = Peer });
    }

    [Test]
    public async Task Who_can_fetch_from_donors_is_told_where_and_gets_a_ticket_that_the_donor_takes()
    {
        var transfer = await Client.RequestTransferAsync("sea", Some.Request() with { Direct = true }, Some.Key());

        var offered = transfer.Offers.Single().Peer!;
        Assert.That((offered.Url, offered.CertificateSha256), Is.EqualTo((Peer.Url, Peer.CertificateSha256)));
        var now = Time.GetUtcNow();
        Assert.That(
            PartTicket.Check(offered.Ticket, PartTicket.ReadKey(TicketKey), "default", "sea", "donor", now),
            Is.EqualTo(new PartTicket("target", transfer.Id, DateTimeOffset.FromUnixTimeSeconds(now.AddMinutes(5).ToUnixTimeSeconds()))));
    }

    [Test]
    public async Task The_donor_is_not_asked_to_upload_what_is_fetched_from_itself()
    {
        var transfer = await Client.RequestTransferAsync("sea", Some.Request() with { Direct = true }, Some.Key());
        await Client.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, "donor", [Some.Hash1], Direct: true));

        Assert.That((await Client.InboxAsync("sea", "donor", 0, NoWait)).Items, Is.Empty);
        Assert.That((await Client.TransferAsync(transfer.Id)).State, Is.EqualTo(TransferState.Fetching));
    }

    [Test]
    public async Task A_target_that_does_not_reach_the_donor_gets_the_parts_through_the_relay()
    {
        var transfer = await Client.RequestTransferAsync("sea", Some.Request() with { Direct = true }, Some.Key());
        await Client.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, "donor", [Some.Hash1], Direct: true));

        await Client.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, "donor", [Some.Hash1]));

        Assert.That((await Client.InboxAsync("sea", "donor", 0, NoWait)).Items.Single().Sha256, Is.EqualTo(Some.Hash1));
    }

    [Test]
    public async Task Who_does_not_say_that_it_can_is_served_by_the_relay_as_ever()
    {
        var transfer = await Client.RequestTransferAsync("sea", Some.Request(), Some.Key());

        Assert.That(transfer.Offers.Single().Peer, Is.Null);
        Assert.That((await Client.InboxAsync("sea", "donor", 0, NoWait)).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_donor_that_lets_nobody_in_is_asked_to_upload()
    {
        await Client.RegisterAsync("sea", "donor", Some.Registration);

        var transfer = await Client.RequestTransferAsync("sea", Some.Request() with { Direct = true }, Some.Key());

        Assert.That(transfer.Offers.Single().Peer, Is.Null);
        Assert.That((await Client.InboxAsync("sea", "donor", 0, NoWait)).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_request_that_is_repeated_gets_the_same_ticket()
    {
        var key = Some.Key();
        var first = await Client.RequestTransferAsync("sea", Some.Request() with { Direct = true }, key);
        Time.Advance(TimeSpan.FromSeconds(9));

        var second = await Client.RequestTransferAsync("sea", Some.Request() with { Direct = true }, key);

        Assert.That(second.Offers.Single().Peer, Is.EqualTo(first.Offers.Single().Peer));
    }

    [Test]
    public async Task Nobody_but_the_target_sees_a_ticket_and_nobody_at_all_the_key()
    {
        var transfer = await Client.RequestTransferAsync("sea", Some.Request() with { Direct = true }, Some.Key());
        string[] places = ["", "/agents", "/agents/donor", "/transfers", $"/../../transfers/{transfer.Id}", "/agents/donor/neighbours?explain=true"];
        foreach (var place in places)
        {
            var seen = await Http.GetStringAsync($"{Root}/tasks/sea{place}");
            Assert.That(seen, Does.Not.Contain(TicketKey).And.Not.Contain(transfer.Offers.Single().Peer!.Ticket), place);
        }

        Assert.That((await Client.AgentAsync("sea", "donor")).Registration.Peer, Is.EqualTo(Peer with { TicketKey = null }), "where it lends may be seen");
        Assert.That(await Http.GetStringAsync($"{Root}/events"), Does.Not.Contain(TicketKey));
    }

    [TestCase("http://192.0.2.7:7443", null, null)]
    [TestCase("https://user:secret@192.0.2.7:7443", null, null)]
    [TestCase("https://192.0.2.7:7443/path", null, null)]
    [TestCase("https://192.0.2.7:7443/?a=b", null, null)]
    [TestCase("gateway-7:7443", null, null)]
    [TestCase(null, "abc", null)]
    [TestCase(null, null, "short")]
    [TestCase(null, null, "")]
    public async Task An_address_that_cannot_be_used_is_refused(string? url, string? certificate, string? key)
    {
        var registration = Some.Registration with { Peer = new PeerEndpoint(url ?? Peer.Url, certificate ?? Peer.CertificateSha256, key ?? TicketKey) };

        Assert.That(await Refused.CodeOfAsync(() => Client.RegisterAsync("sea", "other", registration)), Is.EqualTo("invalid-registration"));
    }

    [Test]
    public async Task A_key_must_be_there()
    {
        var body = $$$"""{"schemaHash":"{{{Some.Schema.Hash}}}","version":"1","peer":{"url":"{{{Peer.Url}}}","certificateSha256":"{{{Some.Hash1}}}"}}""";

        using var answer = await Http.PutAsync($"{Root}/tasks/sea/agents/other", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.That(await Refused.OfAsync(answer), Is.EqualTo((400, "invalid-registration")));
    }
}
