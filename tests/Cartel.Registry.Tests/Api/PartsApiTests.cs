using System.Net;
using System.Net.Http.Headers;
using Cartel.Learning;
using Cartel.Registry.Hosting;

namespace Cartel.Registry.Tests.Api;

internal sealed class PartsApiTests : RegistryTest
{
    private static readonly byte[] Bytes = RandomBytes(200_000);
    private static readonly string Sha256 = ModelPart.HashOf(Bytes);
    private static readonly string Path = $"{Root}/parts/{Sha256}";

    protected override RegistryOptions Options => new() { LargestPart = ModelPart.LargestBytes };

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

        var answer = await Http.SendAsync(request);

        Assert.That(await Refused.OfAsync(answer), Is.EqualTo((416, "range-not-satisfiable")));
        Assert.That(answer.Content.Headers.ContentRange!.Length, Is.EqualTo(Bytes.Length));
    }

    [TestCase("bytes=0-1,3-4", 416)]
    [TestCase("bytes=-0", 416)]
    [TestCase("bytes=-5", 206)]
    [TestCase("lines=0-1", 200)]
    [TestCase("bytes=5-1", 200)]
    public async Task One_range_of_bytes_is_understood_several_are_refused_and_anything_else_is_no_range(string range, int status)
    {
        await Client.UploadPartAsync(Sha256, Bytes);
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.TryAddWithoutValidation("Range", range);

        Assert.That((int)(await Http.SendAsync(request)).StatusCode, Is.EqualTo(status));
    }

    [TestCase("\"{0}\"", 206)]
    [TestCase("\"other\"", 200)]
    [TestCase("W/\"{0}\"", 200)]
    [TestCase("Thu, 01 Jan 2026 00:00:00 GMT", 200)]
    public async Task A_range_of_another_form_of_the_part_brings_the_whole(string validator, int status)
    {
        await Client.UploadPartAsync(Sha256, Bytes);
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Range = new RangeHeaderValue(10, 19);
        request.Headers.TryAddWithoutValidation("If-Range", string.Format(System.Globalization.CultureInfo.InvariantCulture, validator, Sha256));

        var answer = await Http.SendAsync(request);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Has.Length.EqualTo(status == 206 ? 10 : Bytes.Length));
    }

    [Test]
    public async Task The_digest_of_the_whole_is_told_with_any_range_of_it_and_checked_on_the_way_in()
    {
        var digest = $"sha-256=:{Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Bytes))}:";
        Assert.That(await PutAsync($"sha-512=:AAAA:, {digest}"), Is.EqualTo(201));

        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Range = new RangeHeaderValue(0, 9);
        request.Headers.Add("Want-Repr-Digest", "sha-512=10");
        var answer = await Http.SendAsync(request);

        Assert.That(answer.Headers.GetValues("Repr-Digest"), Is.EqualTo(new[] { digest }));
    }

    [TestCase("sha-256=:AAAA:", 400)]
    [TestCase("sha-256=AAAA", 400)]
    [TestCase("sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:", 422)]
    [TestCase("md5=:AAAA:", 201)]
    [TestCase("nonsense", 201)]
    public async Task A_digest_that_is_none_or_another_parts_is_refused(string digest, int status)
    {
        Assert.That(await PutAsync(digest), Is.EqualTo(status));
        Assert.That(FilesOfParts(), Has.Length.EqualTo(status == 201 ? 1 : 0));
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
    public async Task A_part_above_the_largest_is_refused_and_not_stored(bool lengthIsTold)
    {
        var large = new byte[ModelPart.LargestBytes + 1];
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Root}/parts/{ModelPart.HashOf(large)}") { Content = new ByteArrayContent(large) };
        request.Headers.TransferEncodingChunked = !lengthIsTold;

        Assert.That(await Refused.OfAsync(await Http.SendAsync(request)), Is.EqualTo((413, "part-too-large")));
        Assert.That(FilesOfParts(), Is.Empty);
    }

    [Test]
    public async Task A_part_that_is_just_the_largest_passes()
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

    private async Task<int> PutAsync(string digest)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Path) { Content = new ByteArrayContent(Bytes) };
        request.Headers.TryAddWithoutValidation("Repr-Digest", digest);
        return (int)(await Http.SendAsync(request)).StatusCode;
    }

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
