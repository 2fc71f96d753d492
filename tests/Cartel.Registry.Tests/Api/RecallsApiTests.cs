using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

internal sealed class RecallsApiTests : RegistryTest
{
    private static readonly byte[] Bytes = [1, 2, 3];
    private static readonly string Hash = ModelPart.HashOf(Bytes);
    private static readonly PartOffer Part = Some.Part with { Sha256 = Hash, SizeBytes = Bytes.Length };
    private static readonly PartOffer Heir = Some.Part with { DerivedFrom = [new PartSource("donor", Hash)] };
    private static readonly RecallOrder Order = new("It confuses everybody.");

    [SetUp]
    public async Task MakeFleet()
    {
        await Some.FleetAsync(Client);
        await Client.PutProfileAsync(Some.Task, "donor", Some.Profile(2) with { Parts = [Part] });
        await Client.UploadPartAsync(Hash, Bytes);
    }

    [Test]
    public async Task A_recalled_part_is_neither_offered_nor_fetched_nor_taken_again()
    {
        var receipt = await Client.RecallPartAsync(Hash, Order);

        Assert.That(receipt.Parts, Is.EqualTo(new[] { Hash }));
        Assert.That(receipt.Agents, Is.EqualTo(new[] { "donor" }));
        Assert.That(await Refused.CodeOfAsync(() => Client.DownloadPartAsync(Hash, 100, NoWait)), Is.EqualTo("part-recalled"));
        Assert.That(await Refused.CodeOfAsync(() => Client.UploadPartAsync(Hash, Bytes)), Is.EqualTo("part-recalled"));
        Assert.That((await AskAsync()).Receipt!.Reason, Does.Contain("donor offers no part of what is needed"));
        Assert.That((await Client.EventsAsync()).Items.Single(one => one.Kind == EventKinds.PartRecalled).Message, Does.EndWith(Order.Reason));
    }

    [Test]
    public async Task Who_has_merged_a_recalled_part_hears_of_it_with_lease_and_publication_and_does_not_lend_it_on()
    {
        await Client.RegisterAsync(Some.Task, "heir", Some.Registration);
        await Client.PutProfileAsync(Some.Task, "heir", Some.Profile() with { Parts = [Heir] });
        Assert.That((await Client.RenewLeaseAsync(Some.Task, "heir", new AgentStatus(1))).Recalled, Is.Null);

        var receipt = await Client.RecallPartAsync(Hash, Order);

        Assert.That(receipt.Agents, Is.EquivalentTo(new[] { "donor", "heir" }));
        Assert.That((await Client.RenewLeaseAsync(Some.Task, "heir", new AgentStatus(1))).Recalled, Is.EqualTo(new[] { Hash }));
        Assert.That((await Client.RenewLeaseAsync(Some.Task, "target", new AgentStatus(1))).Recalled, Is.Null);
        Assert.That((await Client.PutProfileAsync(Some.Task, "heir", Some.Profile(2) with { Parts = [Heir] })).Recalled, Is.EqualTo(new[] { Hash }));
        Assert.That((await AskAsync()).Offers, Is.Empty);
    }

    [Test]
    public async Task What_was_lent_in_place_of_a_recalled_part_is_recalled_with_it()
    {
        byte[] newer = [4, 5, 6];
        await Client.UploadPartAsync(ModelPart.HashOf(newer), newer, replaces: Hash);

        var receipt = await Client.RecallPartAsync(Hash, Order);

        Assert.That(receipt.Parts, Is.EqualTo(new[] { Hash, ModelPart.HashOf(newer) }));
        Assert.That(await Refused.CodeOfAsync(() => Client.DownloadPartAsync(ModelPart.HashOf(newer), 100, NoWait)), Is.EqualTo("part-recalled"));
    }

    [Test]
    public async Task What_others_merged_of_a_donor_is_recalled_with_it_though_the_relay_no_longer_knows_it()
    {
        var lent = ModelPart.HashOf([7]);
        await Client.RegisterAsync(Some.Task, "heir", Some.Registration);
        await Client.PutProfileAsync(Some.Task, "heir", Some.Profile() with { Parts = [Some.Part with { DerivedFrom = [new PartSource("donor", lent)] }] });

        var receipt = await Client.RecallAgentAsync(Some.Task, "donor", Order);

        Assert.That(receipt.Parts, Does.Contain(lent));
        Assert.That(receipt.Agents, Is.EquivalentTo(new[] { "donor", "heir" }));
    }

    [Test]
    public async Task All_parts_of_a_donor_are_recalled_those_it_offered_before_too()
    {
        var transfer = await AskAsync();
        await Client.PutProfileAsync(Some.Task, "donor", Some.Profile(3));

        var receipt = await Client.RecallAgentAsync(Some.Task, "donor", Order);

        Assert.That(transfer.Offers[0].Parts[0].Sha256, Is.EqualTo(Hash));
        Assert.That(receipt.Parts, Is.EquivalentTo(new[] { Hash, Some.Hash1 }));
        Assert.That(await Client.RecallAgentAsync(Some.Task, "donor", Order) is { Parts.Count: 2 }, Is.True, "repeating it changes nothing");
    }

    [TestCase("parts/xyz/recall", "invalid-name")]
    [TestCase("tasks/sea/agents/nobody/recall", "agent-not-found")]
    [TestCase("tasks/none/agents/donor/recall", "task-not-found")]
    public async Task What_is_not_there_cannot_be_recalled(string path, string code)
    {
        var (_, refused) = await Refused.OfAsync(await Http.PostAsync($"{Root}/{path}", Refused.Json("""{"reason":"bad"}""")));

        Assert.That(refused, Is.EqualTo(code));
    }

    [TestCase("""{"reason":""}""", "invalid-recall")]
    [TestCase("{}", "invalid-recall")]
    [TestCase("[", "malformed-json")]
    public async Task An_order_without_a_reason_is_refused(string body, string code) => Assert.That(
        await Refused.OfAsync(await Http.PostAsync($"{Root}/parts/{Hash}/recall", Refused.Json(body))), Is.EqualTo((400, code)));

    private Task<Transfer> AskAsync() => Client.RequestTransferAsync(Some.Task, Some.Request(), Some.Key());
}
