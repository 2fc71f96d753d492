using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

/// <summary>What bad and odd bodies get.</summary>
internal sealed class BodiesTests : RegistryTest
{
    private const string Lease = $"{Root}/tasks/sea/agents/donor/lease";

    [SetUp]
    public async Task MakeFleet() => await Some.FleetAsync(Client);

    [TestCase("{\"sampleCount\":1,\"sampleCount\":2}", TestName = "the same member twice")]
    [TestCase("{\"sampleCount\":NaN}", TestName = "not a number")]
    [TestCase("{\"sampleCount\":99999999999999999999}", TestName = "a number too large")]
    [TestCase("{\"sampleCount\":1.5}", TestName = "half a sample")]
    [TestCase("{\"sampleCount\":\"1\"}", TestName = "a number in quotes")]
    [TestCase("{\"sampleCount\":1,}", TestName = "a comma too many")]
    [TestCase("{\"sampleCount\":1} x", TestName = "something behind it")]
    [TestCase("[]", TestName = "a list")]
    [TestCase("\u0000", TestName = "a null byte")]
    [TestCase("{\"sampleCount\":1,\"accuracy\":\"\\ud800\"}", TestName = "half a character")]
    public async Task A_body_that_is_not_the_json_due_is_refused(string body)
    {
        Assert.That(await Refused.OfAsync(await Http.PutAsync(Lease, Refused.Json(body))), Is.EqualTo((400, "malformed-json")));
        Assert.That((await Client.AgentAsync("sea", "donor")).Status, Is.Null);
    }

    [Test]
    public async Task Deep_json_and_invalid_utf8_are_refused()
    {
        var deep = "{\"sampleCount\":1,\"x\":" + string.Concat(Enumerable.Repeat("[", 100_000)) + string.Concat(Enumerable.Repeat("]", 100_000)) + "}";
        Assert.That(await Refused.OfAsync(await Http.PutAsync(Lease, Refused.Json(deep))), Is.EqualTo((400, "malformed-json")));

        byte[] registration = [.. Encoding.UTF8.GetBytes($"{{\"schemaHash\":\"{Some.Schema.Hash}\",\"version\":\""), 0xC3, 0x28, .. "\"}"u8];
        using var content = new ByteArrayContent(registration) { Headers = { ContentType = new("application/json") } };
        Assert.That(await Refused.OfAsync(await Http.PutAsync($"{Root}/tasks/sea/agents/other", content)), Is.EqualTo((400, "malformed-json")));
    }

    [Test]
    public async Task An_unknown_member_of_a_manifest_is_refused_wherever_it_stands()
    {
        var manifest = "{\"name\":\"land\",\"learner\":\"l\",\"schema\":{\"features\":[{\"name\":\"x\",\"kind\":\"numeric\",\"unit\":\"m\"}],\"classes\":[\"a\",\"b\"]}}";

        var problem = await Http.PutAsync($"{Root}/tasks/land", Refused.Json(manifest));

        Assert.That(await Refused.OfAsync(problem), Is.EqualTo((400, "unknown-member")));
        Assert.That(await problem.Content.ReadAsStringAsync(), Does.Contain("$.schema.features[0].unit"));
        Assert.That((await Client.TasksAsync()).Select(task => task.Name), Is.EqualTo(new[] { "sea" }));
    }

    [Test]
    public async Task An_unknown_member_of_a_report_is_ignored_with_a_warning()
    {
        var answer = await Http.PutAsync(Lease, Refused.Json("{\"sampleCount\":7,\"mood\":{\"good\":[1]}}"));

        var grant = (await answer.Content.ReadFromJsonAsync(CartelJson.Default.LeaseGrant))!;
        Assert.That(grant.Warnings, Is.EqualTo(new[] { "unknown members were ignored, the first is $.mood" }));
        Assert.That((await Client.AgentAsync("sea", "donor")).Status!.SampleCount, Is.EqualTo(7));
        Assert.That((await Client.RenewLeaseAsync("sea", "donor", new AgentStatus(8))).Warnings, Is.Null);
    }

    [TestCase(-90, "clock skew 90 s: the request's Date is behind the registry's clock.")]
    [TestCase(86_400, "clock skew 86400 s: the request's Date is ahead of the registry's clock.")]
    [TestCase(-60, null)]
    public async Task A_clock_that_is_off_is_told(int seconds, string? warning)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Lease) { Content = Refused.Json("{\"sampleCount\":7}") };
        request.Headers.Date = Time.GetUtcNow().AddSeconds(seconds);

        using var answer = await Http.SendAsync(request);

        Assert.That((await answer.Content.ReadFromJsonAsync(CartelJson.Default.LeaseGrant))!.Warnings, Is.EqualTo(warning is null ? null : new[] { warning }));
    }

    [Test]
    public async Task Too_few_samples_to_be_compared_are_told()
    {
        var few = Some.Profile(2) with { ClassCounts = [10, 10, 9] };
        using var response = await Http.PutAsJsonAsync($"{Root}/tasks/sea/agents/donor/profile", few, CartelJson.Default.AgentProfile);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await Client.NeighboursAsync("sea", "donor")).Warnings, Has.One.StartsWith("n below minimum: the window of “donor” holds 29 labels"));
        await Client.PutProfileAsync("sea", "donor", Some.Profile(3));
        Assert.That((await Client.NeighboursAsync("sea", "donor")).Warnings, Is.Null);
    }

    [TestCase("PUT {0} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{{}}\r\n", "malformed-request")]
    [TestCase("GET /api/v1/namespaces/default/../../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "not-found")]
    [TestCase("GET /api/v1/namespaces/default/tasks/..%2f..%2fetc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "invalid-name")]
    [TestCase("GET /api/v1/namespaces/default/parts/..%5c..%5cx HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "invalid-name")]
    [TestCase("GET /%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 400")]
    [TestCase("nonsense\r\n\r\n", "HTTP/1.1 400")]
    public async Task What_no_client_sends_is_refused_and_others_are_served(string request, string answer)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Registry.Address.Host, Registry.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, request, Lease)));
        using var reader = new StreamReader(stream);

        Assert.That(await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30)), Does.Contain(answer));
        Assert.That((await Client.TasksAsync()).Select(task => task.Name), Is.EqualTo(new[] { "sea" }));
    }

    [Test]
    public async Task A_flood_of_headers_and_an_endless_address_are_refused()
    {
        using var flood = new HttpRequestMessage(HttpMethod.Get, $"{Root}/tasks");
        for (var i = 0; i < 200; i++) flood.Headers.Add($"X-{i}", "x");
        Assert.That((int)(await Http.SendAsync(flood)).StatusCode, Is.EqualTo(431));
        Assert.That((int)(await Http.GetAsync($"{Root}/tasks?cursor={new string('x', 10_000)}")).StatusCode, Is.EqualTo(414));
    }
}
