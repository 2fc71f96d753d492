using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

/// <summary>What saves bytes on the wire, and that nobody has to use it.</summary>
internal sealed class WireTests : RegistryTest
{
    private const string Profile = $"{Root}/tasks/sea/agents/donor/profile";

    [SetUp]
    public async Task MakeFleet() => await Some.FleetAsync(Client);

    [Test]
    public async Task A_move_is_answered_with_the_transfer_or_on_wish_with_nothing()
    {
        var transfer = await Client.RequestTransferAsync("sea", Some.Request(), Some.Key());
        var move = new TransferMove(TransferState.Fetching, "donor", [Some.Hash1]);

        foreach (var (preference, status) in new[] { (null, HttpStatusCode.OK), ("return=representation", HttpStatusCode.OK), ("wait=1, return=minimal", HttpStatusCode.NoContent) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, $"{Root}/transfers/{transfer.Id}/state") { Content = JsonContent.Create(move, CartelJson.Default.TransferMove) };
            if (preference is not null) request.Headers.Add("Prefer", preference);

            using var response = await Http.SendAsync(request);

            Assert.That(response.StatusCode, Is.EqualTo(status), preference);
            Assert.That((await response.Content.ReadAsByteArrayAsync()).Length > 0, Is.EqualTo(status is HttpStatusCode.OK), preference);
        }
    }

    [Test]
    public async Task A_brief_move_and_a_brief_receipt_do_what_long_ones_do()
    {
        var transfer = await Client.RequestTransferAsync("sea", Some.Request(), Some.Key());

        await Client.TellMoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, "donor", [Some.Hash1]));
        Assert.That((await Client.TransferAsync(transfer.Id)).State, Is.EqualTo(TransferState.Fetching));

        await Client.TellReceiptAsync(transfer.Id, Some.Receipt(TransferState.Failed));
        Assert.That((await Client.TransferAsync(transfer.Id)).State, Is.EqualTo(TransferState.Failed));
    }

    [TestCase(null, false)]
    [TestCase("gzip, deflate", false)]
    [TestCase("br;q=0", false)]
    [TestCase("gzip, br", true)]
    public async Task A_long_answer_is_compressed_for_whom_takes_that(string? codings, bool compressed)
    {
        await Client.PutProfileAsync("sea", "donor", Large(2));
        using var request = new HttpRequestMessage(HttpMethod.Get, Profile);
        if (codings is not null) request.Headers.Add("Accept-Encoding", codings);

        using var response = await Http.SendAsync(request);

        Assert.That(response.Content.Headers.ContentEncoding, Is.EqualTo(compressed ? ["br"] : Array.Empty<string>()));
        Assert.That(response.Headers.Vary, Does.Contain("Accept-Encoding"));
        await using var body = await response.Content.ReadAsStreamAsync();
        await using var plain = compressed ? new BrotliStream(body, CompressionMode.Decompress) : body;
        Assert.That((await JsonSerializer.DeserializeAsync(plain, CartelJson.Default.AgentProfile))!.Parts, Has.Count.EqualTo(10));
    }

    [Test]
    public async Task A_body_is_taken_plain_and_compressed()
    {
        using var plain = await Http.PutAsJsonAsync(Profile, Large(2), CartelJson.Default.AgentProfile);
        using var packed = CompressedJson.Of(Large(3), CartelJson.Default.AgentProfile);
        using var compressed = await Http.PutAsync(Profile, packed);

        Assert.That(packed.Headers.ContentEncoding, Is.EqualTo(new[] { "br" }));
        Assert.That((plain.StatusCode, compressed.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
        Assert.That((await Client.AgentAsync("sea", "donor")).Profile!.Sequence, Is.EqualTo(3));
    }

    [Test]
    public async Task A_small_body_that_holds_a_huge_one_is_refused()
    {
        var bomb = Pack(new byte[256 * 1024 * 1024]);
        Assert.That(bomb, Has.Length.LessThan(1024));

        Assert.That(await PutAsync(bomb, "br"), Is.EqualTo((413, "body-too-large")));
    }

    [TestCase("br", 400, "malformed-json")]
    [TestCase("gzip", 415, "unsupported-media-type")]
    public async Task A_body_that_is_not_in_a_known_coding_is_refused(string coding, int status, string code) =>
        Assert.That(await PutAsync(Encoding.UTF8.GetBytes("{\"sequence\": 2}"), coding), Is.EqualTo((status, code)));

    [Test]
    public async Task A_sketch_that_is_left_out_stays_as_it_was()
    {
        byte[]?[] sketch = [new byte[Collaboration.ClassSketch.Bytes], null, null];
        await Client.PutProfileAsync("sea", "donor", Some.Profile(2) with { Sketch = sketch });
        await Client.PutProfileAsync("sea", "donor", Some.Profile(3));
        // The answer was lost: the same again is no other content.
        await Client.PutProfileAsync("sea", "donor", Some.Profile(3));

        var stands = (await Client.AgentAsync("sea", "donor")).Profile!;
        Assert.That(stands.Sequence, Is.EqualTo(3));
        Assert.That(stands.Sketch, Is.EqualTo(sketch));
    }

    [Test]
    public async Task Who_asks_for_its_inbox_keeps_its_lease()
    {
        var before = (await Client.AgentAsync("sea", "donor")).LeaseUntil;
        Time.Advance(TimeSpan.FromSeconds(9));

        await Client.InboxAsync("sea", "donor", 0, NoWait);

        var after = await Client.AgentAsync("sea", "donor");
        Assert.That(after.LeaseUntil, Is.GreaterThanOrEqualTo(before + TimeSpan.FromSeconds(9 - 2.5)));
        Assert.That((await Client.HistoryAsync("sea", "donor")).Points, Is.Empty);
    }

    [Test]
    public async Task Who_waits_for_its_inbox_keeps_its_lease_meanwhile()
    {
        var waiting = Client.InboxAsync("sea", "donor", 0, RegistryClient.LongestWait);
        var start = Time.GetUtcNow();
        while (Time.GetUtcNow() - start < TimeSpan.FromSeconds(40))
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            var now = Time.GetUtcNow();
            await Testing.Eventually.GetAsync(() => Client.AgentAsync("sea", "donor"), agent => agent.LeaseUntil > now + TimeSpan.FromSeconds(4));
        }

        Assert.That(waiting.IsCompleted, Is.False);
        await Client.RequestTransferAsync("sea", Some.Request(), Some.Key());
        Assert.That((await waiting).Items, Has.Count.EqualTo(1));
    }

    private static AgentProfile Large(long sequence) => Some.Profile(sequence) with
    {
        Parts = [.. Enumerable.Range(0, 10).Select(static i => Some.Part with { Id = $"part:{i}" })],
    };

    private async Task<(int, string?)> PutAsync(byte[] body, string coding)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json"), ContentEncoding = { coding } } };
        return await Refused.OfAsync(await Http.PutAsync(Profile, content));
    }

    private static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true)) brotli.Write(plain);
        return packed.ToArray();
    }
}
