using System.Net.Http.Headers;
using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

/// <summary>Several parts in one exchange.</summary>
internal sealed class BundlesApiTests : RegistryTest
{
    private static readonly byte[] First = [.. Enumerable.Range(0, 300).Select(static i => (byte)i)];
    private static readonly byte[] Second = [1, 2, 3];

    private static IReadOnlyList<PartOffer> Parts { get; } =
    [
        Some.Part with { Sha256 = ModelPart.HashOf(First), SizeBytes = First.Length },
        Some.Part with { Id = "other", Classes = [0], Sha256 = ModelPart.HashOf(Second), SizeBytes = Second.Length },
    ];

    [SetUp]
    public async Task MakeFleet() => await Some.FleetAsync(Client);

    [Test]
    public async Task What_is_uploaded_together_is_there_part_by_part()
    {
        await Client.UploadPartsAsync([First, Second]);
        await Client.UploadPartsAsync([Second, First]);

        Assert.That(await Client.DownloadPartAsync(ModelPart.HashOf(First), First.Length, NoWait), Is.EqualTo(First));
        Assert.That(await Client.DownloadPartAsync(ModelPart.HashOf(Second), Second.Length, NoWait), Is.EqualTo(Second));
    }

    [Test]
    public async Task Bytes_that_are_no_bundle_are_refused_and_store_nothing()
    {
        foreach (var (body, coding, code) in new (byte[], string?, string)[]
        {
            (First, "br", "invalid-part"), (First, null, "unsupported-media-type"), (PartBundle.Write([First])[..^4], "br", "invalid-part"),
        })
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(PartBundle.MediaType);
            if (coding is not null) content.Headers.ContentEncoding.Add(coding);

            Assert.That((await Refused.OfAsync(await Http.PutAsync($"{Root}/parts", content))).Code, Is.EqualTo(code));
        }

        Assert.That(await Refused.CodeOfAsync(() => Client.DownloadPartAsync(ModelPart.HashOf(First), First.Length, NoWait)), Is.EqualTo("part-not-found"));
    }

    [Test]
    public async Task A_choice_asks_the_donor_and_waits_for_what_it_uploads()
    {
        var transfer = await OpenAsync();
        var waiting = Client.FetchPartsAsync(transfer.Id, new PartChoice("donor"), 1000, TimeSpan.FromSeconds(30));
        await Testing.Eventually.GetAsync(() => Client.InboxAsync("sea", "donor", 0, NoWait), static inbox => inbox.Items.Count == 2);
        Assert.That(waiting.IsCompleted, Is.False);

        await Client.UploadPartsAsync([Second, First]);

        Assert.That(await waiting, Is.EqualTo(new[] { First, Second }));
        Assert.That((await Client.TransferAsync(transfer.Id)).State, Is.EqualTo(TransferState.Verifying));
    }

    [Test]
    public async Task A_choice_may_name_parts_and_is_repeated_without_harm()
    {
        var transfer = await OpenAsync();
        await Client.UploadPartsAsync([First, Second]);

        for (var i = 0; i < 2; i++)
            Assert.That(await Client.FetchPartsAsync(transfer.Id, new PartChoice("donor", ["other"]), 1000, NoWait), Is.EqualTo(new[] { Second }));

        await Client.TellMoveAsync(transfer.Id, new TransferMove(TransferState.Shadowing));
        Assert.That(
            await Refused.CodeOfAsync(() => Client.FetchPartsAsync(transfer.Id, new PartChoice("donor"), 1000, NoWait)), Is.EqualTo("illegal-move"));
    }

    [Test]
    public async Task What_a_donor_sends_in_place_of_what_it_offered_is_what_the_target_gets()
    {
        byte[] now = [9, 9, 9, 9];
        var transfer = await OpenAsync();
        await Client.UploadPartsAsync([now, Second], [ModelPart.HashOf(First), null]);

        Assert.That(await Client.FetchPartsAsync(transfer.Id, new PartChoice("donor"), 1000, NoWait), Is.EqualTo(new[] { now, Second }));
    }

    [Test]
    public async Task Parts_that_have_grown_beyond_one_bundle_are_refused_together()
    {
        var transfer = await OpenAsync();
        foreach (var (offered, fill) in new[] { (First, (byte)1), (Second, (byte)2) })
        {
            var now = new byte[PartBundle.LargestBytes / 2];
            Array.Fill(now, fill);
            await Client.UploadPartAsync(ModelPart.HashOf(now), now, replaces: ModelPart.HashOf(offered));
        }

        // Half a bundle each, and four bytes more for the length of each.
        Assert.That(
            await Refused.CodeOfAsync(() => Client.FetchPartsAsync(transfer.Id, new PartChoice("donor"), PartBundle.LargestBytes, NoWait)), Is.EqualTo("part-too-large"));
        Assert.That(await Client.FetchPartsAsync(transfer.Id, new PartChoice("donor", ["other"]), PartBundle.LargestBytes, NoWait), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_was_uploaded_more_than_a_minute_ago_is_asked_for_again()
    {
        await Client.UploadPartsAsync([First, Second]);
        Time.Advance(TimeSpan.FromSeconds(61));
        await Client.RenewLeaseAsync("sea", "donor", new AgentStatus(1));
        var transfer = await OpenAsync();

        Assert.That(
            await Refused.CodeOfAsync(() => Client.FetchPartsAsync(transfer.Id, new PartChoice("donor"), 1000, NoWait)), Is.EqualTo("part-not-found"));
        Assert.That((await Client.InboxAsync("sea", "donor", 0, NoWait)).Items, Has.Count.EqualTo(2));
        await Client.UploadPartsAsync([First, Second]);

        Assert.That(await Client.FetchPartsAsync(transfer.Id, new PartChoice("donor"), 1000, NoWait), Is.EqualTo(new[] { First, Second }));
    }

    [TestCase("-")]
    [TestCase("-,-,-")]
    [TestCase("-,no-hash")]
    public async Task A_bundle_that_replaces_other_than_its_parts_is_refused(string replaced)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Root}/parts") { Content = PartBundle.Of([First, Second]) };
        request.Headers.Add(PartBundle.ReplacesHeader, replaced);

        Assert.That((await Refused.OfAsync(await Http.SendAsync(request))).Code, Is.EqualTo("invalid-part"));
    }

    [Test]
    public async Task What_was_not_offered_is_not_given_and_what_is_late_is_said_to_be()
    {
        var transfer = await OpenAsync();
        foreach (var choice in new[] { new PartChoice("nobody"), new PartChoice("donor", ["nothing"]) })
            Assert.That(await Refused.CodeOfAsync(() => Client.FetchPartsAsync(transfer.Id, choice, 1000, NoWait)), Is.EqualTo("donor-not-offered"));

        Assert.That(await Refused.CodeOfAsync(() => Client.FetchPartsAsync(transfer.Id, new PartChoice("donor"), 1000, NoWait)), Is.EqualTo("part-not-found"));
    }

    [TestCase(null, 2)]
    [TestCase(0, 1)]
    public async Task The_best_donor_is_asked_at_once_for_what_the_target_will_fetch(int? companions, int asked)
    {
        await PublishAsync();
        await Client.RequestTransferAsync("sea", Some.Request() with { Companions = companions }, Some.Key());

        Assert.That((await Client.InboxAsync("sea", "donor", 0, NoWait)).Items, Has.Count.EqualTo(asked));
    }

    [Test]
    public async Task A_report_that_comes_with_a_profile_is_kept_as_one_of_its_own_and_nothing_is_answered()
    {
        var receipt = await Client.PublishAsync("sea", "donor", Some.Profile(2) with { Parts = Parts, Status = new AgentStatus(77, 0.5) });

        var agent = await Client.AgentAsync("sea", "donor");
        Assert.That((agent.Status, agent.Profile!.Status), Is.EqualTo((new AgentStatus(77, 0.5), (AgentStatus?)null)));
        Assert.That(receipt?.Emerging, Is.Null);
        Assert.That(await Client.ReportAsync("sea", "donor", new AgentStatus(78)), Is.Null);
    }

    private async Task<Transfer> OpenAsync()
    {
        await PublishAsync();
        return await Client.RequestTransferAsync("sea", Some.Request(), Some.Key());
    }

    private Task<ProfileReceipt> PublishAsync() => Client.PutProfileAsync("sea", "donor", Some.Profile(3) with { Parts = Parts });
}
