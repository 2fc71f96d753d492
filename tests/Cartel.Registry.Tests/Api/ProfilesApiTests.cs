using System.Net.Http.Headers;
using System.Text.Json;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

internal sealed class ProfilesApiTests : RegistryTest
{
    private const string Path = $"{Root}/tasks/sea/agents/donor/profile";

    [SetUp]
    public async Task MakeFleet() => await Some.FleetAsync(Client);

    [Test]
    public async Task A_profile_is_answered_with_the_pace_of_the_fleet()
    {
        var receipt = await Client.PutProfileAsync("sea", "donor", Some.Profile(2));

        Assert.That(receipt.Sequence, Is.EqualTo(2));
        Assert.That(receipt.NextPublishAfterSeconds, Is.InRange(1, 1.25));
        Assert.That(receipt.LeaseSeconds, Is.InRange(10, 12.5));
        Assert.That(receipt.Warnings, Is.Empty);
        Assert.That((await Client.AgentAsync("sea", "donor")).Profile!.Sequence, Is.EqualTo(2));
    }

    [Test]
    public async Task What_is_odd_but_valid_is_accepted_with_a_warning()
    {
        var receipt = await Client.PutProfileAsync("sea", "donor", Some.Profile(2) with { ClassCounts = [0, 0, 0], Parts = [] });

        Assert.That(receipt.Warnings, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task The_same_again_is_a_retry_and_a_stale_one_is_refused()
    {
        Assert.That((await Client.PutProfileAsync("sea", "donor", Some.Profile(1))).Sequence, Is.EqualTo(1));

        foreach (var stale in new[] { Some.Profile(1) with { ModelVersion = 1 }, Some.Profile(0) })
            Assert.That(await Refused.CodeOfAsync(() => Client.PutProfileAsync("sea", "donor", stale)), Is.EqualTo("stale-sequence"));

        await AssertUnchangedAsync();
    }

    private static readonly (string Name, AgentProfile Profile, string Code)[] Bad =
    [
        ("too few counts", Some.Profile(2) with { ClassCounts = [1, 2] }, "wrong-class-count"),
        ("too much evidence", Some.Profile(2) with { Evidence = [1, 2, 3, 4] }, "wrong-class-count"),
        ("no recall", Some.Profile(2) with { Recall = [] }, "wrong-class-count"),
        ("negative count", Some.Profile(2) with { ClassCounts = [1, -1, 2] }, "negative-count"),
        ("negative evidence", Some.Profile(2) with { Evidence = [1, -1, 2] }, "negative-count"),
        ("negative sequence", Some.Profile(-1), "negative-count"),
        ("negative version", Some.Profile(2) with { ModelVersion = -1 }, "negative-count"),
        ("recall above 1", Some.Profile(2) with { Recall = [0.5, 1.01, null] }, "rate-out-of-range"),
        ("precision below 0", Some.Profile(2) with { Precision = [0.5, -0.01, null] }, "rate-out-of-range"),
        ("hash in capitals", WithPart(Some.Part with { Sha256 = new('A', 64) }), "invalid-part"),
        ("short hash", WithPart(Some.Part with { Sha256 = "1" }), "invalid-part"),
        ("empty part", WithPart(Some.Part with { SizeBytes = 0 }), "invalid-part"),
        ("part above 16 MiB", WithPart(Some.Part with { SizeBytes = 16 * 1024 * 1024 + 1 }), "invalid-part"),
        ("part without a name", WithPart(Some.Part with { Id = "" }), "invalid-part"),
        ("part of an unknown class", WithPart(Some.Part with { Classes = [3] }), "invalid-part"),
        ("part with negative evidence", WithPart(Some.Part with { Evidence = -1 }), "invalid-part"),
        ("20 parts with 3 classes", Some.Profile(2) with { Parts = [.. Enumerable.Repeat(Some.Part, 20)] }, "invalid-part"),
    ];

    private static IEnumerable<TestCaseData> BadProfiles => Bad.Select(bad => new TestCaseData(bad.Profile, bad.Code).SetArgDisplayNames(bad.Name));

    [TestCaseSource(nameof(BadProfiles))]
    public async Task A_bad_profile_is_refused_and_nothing_changes(AgentProfile profile, string code)
    {
        Assert.That(await Refused.CodeOfAsync(() => Client.PutProfileAsync("sea", "donor", profile)), Is.EqualTo(code));
        await AssertUnchangedAsync();
    }

    [TestCase("{\"sequence\":2", "malformed-json")]
    [TestCase("[]", "malformed-json")]
    [TestCase("{\"sequence\":\"2\"}", "malformed-json")]
    [TestCase("{\"sequence\":1e40}", "malformed-json")]
    [TestCase("{\"sequence\":2}", "wrong-class-count")]
    [TestCase("{\"sequence\":2,\"modelVersion\":1,\"classCounts\":[1,1,1],\"evidence\":[1,1,1],\"recall\":[1e999,null,null],\"precision\":[1,1,1],\"parts\":[]}", "rate-out-of-range")]
    [TestCase("{\"sequence\":2,\"modelVersion\":1,\"classCounts\":[1,1,1],\"evidence\":[1,1,1],\"recall\":[NaN,null,null],\"precision\":[1,1,1],\"parts\":[]}", "malformed-json")]
    [TestCase("{\"sequence\":2,\"modelVersion\":1,\"classCounts\":[1,1,1],\"evidence\":[1,1,1],\"recall\":[1,1,1],\"precision\":[1,1,1]}", "invalid-part")]
    [TestCase("{\"sequence\":2,\"modelVersion\":1,\"classCounts\":[1,1,1],\"evidence\":[1,1,1],\"recall\":[1,1,1],\"precision\":[1,1,1],\"parts\":[null]}", "invalid-part")]
    [TestCase("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}}}}}}}", "malformed-json")]
    public async Task Bad_JSON_is_refused_and_nothing_changes(string json, string code)
    {
        Assert.That(await Refused.OfAsync(await Http.PutAsync(Path, Refused.Json(json))), Is.EqualTo((400, code)));
        await AssertUnchangedAsync();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Ten_megabytes_of_JSON_are_refused_and_nothing_changes(bool lengthIsTold)
    {
        var json = JsonSerializer.Serialize(Some.Profile(2), CartelJson.Default.AgentProfile) + new string(' ', 10_000_000);
        using var request = new HttpRequestMessage(HttpMethod.Put, Path) { Content = Refused.Json(json) };
        request.Headers.TransferEncodingChunked = !lengthIsTold;

        Assert.That(await Refused.OfAsync(await Http.SendAsync(request)), Is.EqualTo((413, "body-too-large")));
        await AssertUnchangedAsync();
    }

    [Test]
    public async Task A_client_that_asks_first_need_not_send_a_body_that_is_too_large()
    {
        var body = new CountingContent(10_000_000);
        using var request = new HttpRequestMessage(HttpMethod.Put, Path) { Content = body };
        request.Headers.ExpectContinue = true;

        Assert.That(await Refused.OfAsync(await Http.SendAsync(request)), Is.EqualTo((413, "body-too-large")));
        Assert.That(body.WasSent, Is.False);
    }

    [Test]
    public async Task Who_is_not_known_cannot_publish()
    {
        Assert.That(await Refused.CodeOfAsync(() => Client.PutProfileAsync("sea", "nobody", Some.Profile())), Is.EqualTo("agent-not-found"));
        Assert.That(await Refused.CodeOfAsync(() => Client.PutProfileAsync("none", "donor", Some.Profile())), Is.EqualTo("task-not-found"));
    }

    [Test]
    public async Task An_agent_without_a_profile_says_so() => Assert.That(
        await Refused.OfAsync(await Http.GetAsync($"{Root}/tasks/sea/agents/target/profile")), Is.EqualTo((404, "profile-not-found")));

    private static AgentProfile WithPart(PartOffer part) => Some.Profile(2) with { Parts = [part] };

    private async Task AssertUnchangedAsync()
    {
        var stands = JsonSerializer.Serialize(Some.Profile(), CartelJson.Default.AgentProfile);
        Assert.That(await Http.GetStringAsync(Path), Is.EqualTo(stands));
    }

    private sealed class CountingContent : HttpContent
    {
        private readonly int _length;

        public CountingContent(int length)
        {
            _length = length;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        public bool WasSent { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            WasSent = true;
            await stream.WriteAsync(new byte[_length]);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _length;
            return true;
        }
    }
}
