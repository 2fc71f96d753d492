using System.Net;
using System.Net.Http.Headers;
using Cartel.Learning;

namespace Cartel.Registry.Tests.Api;

internal sealed class PartsApiTests : RegistryTest
{
    private static readonly byte[] Bytes = RandomBytes(200_000);
    private static readonly string Sha256 = ModelPart.HashOf(Bytes);
    private static readonly string Path = $"{Root}/parts/{Sha256}";

    [Test]
    public async Task A_part_arrives_as_it_was_sent()
    {
        await Client.UploadPartAsync(Sha256, Bytes);
        await Client.UploadPartAsync(Sha256, Bytes);

        Assert.That(await Client.DownloadPartAsync(Sha256, Bytes.Length, NoWait), Is.EqualTo(Bytes));
        Assert.That(await Refused.CodeOfAsync(() => Client.DownloadPartAsync(Sha256, Bytes.Length - 1, NoWait), whole: false), Is.EqualTo("part-too-large"));
    }

    [Test]
    public async Task A_part_never_changes_and_says_so()
    {
        await Client.UploadPartAsync(Sha256, Bytes);

        var head = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, Path));

        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(Bytes.Length));
        Assert.That(head.Headers.ETag!.Tag, Is.EqualTo($"\"{Sha256}\""));
        Assert.That(head.Headers.CacheControl!.ToString(), Does.Contain("immutable"));
        Assert.That(head.Headers.AcceptRanges, Is.EqualTo(new[] { "bytes" }));
    }

    [Test]
    public async Task What_was_sent_in_place_of_a_part_will_do_for_whoever_wants_a_recent_one_and_for_nobody_else()
    {
        var (newer, minute) = (RandomBytes(1_000), TimeSpan.FromMinutes(1));
        await Client.UploadPartAsync(Sha256, Bytes);
        Time.Advance(minute * 2);
        Assert.That(await Refused.CodeOfAsync(() => Client.DownloadPartAsync(Sha256, Bytes.Length, NoWait, minute)), Is.EqualTo("part-not-found"));

        await Client.UploadPartAsync(ModelPart.HashOf(newer), newer, replaces: Sha256);

        Assert.That(await Client.DownloadPartAsync(Sha256, Bytes.Length, NoWait, minute), Is.EqualTo(newer));
        Assert.That(await Client.DownloadPartAsync(Sha256, Bytes.Length, NoWait), Is.EqualTo(Bytes));
    }

    [Test]
    public async Task A_part_that_is_uploaded_again_is_recent_again()
    {
        await Client.UploadPartAsync(Sha256, Bytes);
        Time.Advance(TimeSpan.FromMinutes(2));
        await Client.UploadPartAsync(Sha256, Bytes);

        Assert.That(await Client.DownloadPartAsync(Sha256, Bytes.Length, NoWait, TimeSpan.FromMinutes(1)), Is.EqualTo(Bytes));
    }

    [TestCase("maxAgeSeconds=-1", "invalid-query")]
    [TestCase("maxAgeSeconds=86401", "invalid-query")]
    public async Task An_age_that_makes_no_sense_is_refused(string query, string code) =>
        Assert.That((await Refused.OfAsync(await Http.GetAsync($"{Path}?{query}"))).Code, Is.EqualTo(code));

    [Test]
    public async Task Only_a_hash_can_be_replaced() => Assert.That(
        await Refused.CodeOfAsync(() => Client.UploadPartAsync(Sha256, Bytes, replaces: "yesterday")), Is.EqualTo("invalid-name"));

    [TestCase(0, 0)]
    [TestCase(0, 99)]
    [TestCase(65_530, 65_550)]
    [TestCase(199_999, 199_999)]
    [TestCase(150_000, null)]
    public async Task A_range_brings_just_that(int from, int? to)
    {
        await Client.UploadPartAsync(Sha256, Bytes);
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Range = new RangeHeaderValue(from, to);

        var answer = await Http.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(Bytes[from..((to ?? Bytes.Length - 1) + 1)]));
    }

    [Test]
    public async Task A_range_beyond_the_end_is_refused()
    {
        await Client.UploadPartAsync(Sha256, Bytes);
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Range = new RangeHeaderValue(Bytes.Length, null);

        Assert.That((await Http.SendAsync(request)).StatusCode, Is.EqualTo(HttpStatusCode.RequestedRangeNotSatisfiable));
    }

    [Test]
    public async Task A_part_of_another_hash_is_refused_and_not_stored()
    {
        Assert.That(await Refused.CodeOfAsync(() => Client.UploadPartAsync(Some.Hash1, Bytes)), Is.EqualTo("part-hash-mismatch"));
        Assert.That(await Refused.CodeOfAsync(() => Client.DownloadPartAsync(Some.Hash1, Bytes.Length, NoWait)), Is.EqualTo("part-not-found"));
        Assert.That(FilesOfParts(), Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_part_above_16_MiB_is_refused_and_not_stored(bool lengthIsTold)
    {
        var large = new byte[ModelPart.LargestBytes + 1];
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Root}/parts/{ModelPart.HashOf(large)}") { Content = new ByteArrayContent(large) };
        request.Headers.TransferEncodingChunked = !lengthIsTold;

        Assert.That(await Refused.OfAsync(await Http.SendAsync(request)), Is.EqualTo((413, "part-too-large")));
        Assert.That(FilesOfParts(), Is.Empty);
    }

    [Test]
    public async Task A_part_of_exactly_16_MiB_passes()
    {
        var largest = new byte[ModelPart.LargestBytes];
        var hash = ModelPart.HashOf(largest);

        await Client.UploadPartAsync(hash, largest);

        Assert.That(await Client.DownloadPartAsync(hash, largest.Length, NoWait), Has.Length.EqualTo(largest.Length));
    }

    [Test]
    public async Task Who_waits_for_a_part_gets_it_when_it_comes()
    {
        var waiting = Client.DownloadPartAsync(Sha256, Bytes.Length, TimeSpan.FromSeconds(30));
        Assert.That(waiting.IsCompleted, Is.False);

        await Client.UploadPartAsync(Sha256, Bytes);

        Assert.That(await waiting, Is.EqualTo(Bytes));
    }

    [TestCase("0123")]
    [TestCase("../../registry.db")]
    public async Task What_is_no_hash_is_refused(string text) => Assert.That(
        await Refused.OfAsync(await Http.GetAsync($"{Root}/parts/{Uri.EscapeDataString(text)}")), Is.EqualTo((400, "invalid-name")));

    [Test]
    public async Task A_wait_above_five_minutes_is_refused() => Assert.That(
        await Refused.OfAsync(await Http.GetAsync($"{Path}?waitSeconds=301")), Is.EqualTo((400, "invalid-query")));

    private string[] FilesOfParts()
    {
        var folder = System.IO.Path.Combine(Registry.Data, "parts");
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [];
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
