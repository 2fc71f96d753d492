using System.Net;
using System.Net.Http.Headers;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Registry.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Cartel.Registry.Tests.Security;

internal sealed class ThrottleTests : SecureRegistryTest
{
    private const string Address = $"{Root}/tasks";

    protected override RegistryOptions Options => new()
    {
        Auth = true,
        Limits = new RateLimits { RequestsPerSecond = 2, BytesUpPerSecond = 1_024, BytesDownPerSecond = 1_024, FailuresPerSecond = 0.1 },
    };

    [Test]
    public async Task Too_many_requests_are_refused_until_the_time_that_the_refusal_names()
    {
        var http = Signing(await EnrolAsync("donor"));
        for (var i = 0; i < 20; i++) Assert.That((await http.GetAsync(Address)).StatusCode, Is.EqualTo(HttpStatusCode.OK));

        var refused = await http.GetAsync(Address);

        Assert.That(await Refused.OfAsync(refused), Is.EqualTo((429, "rate-limited")));
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Time.Advance(refused.Headers.RetryAfter!.Delta!.Value);
        Assert.That((await http.GetAsync(Address)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task One_sender_does_not_use_up_what_is_anothers()
    {
        var (one, other) = (Signing(await EnrolAsync("donor")), Signing(await EnrolAsync("target")));
        for (var i = 0; i < 21; i++) await one.GetAsync(Address);

        Assert.That((await one.GetAsync(Address)).StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That((await other.GetAsync(Address)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Bytes_are_limited_and_going_on_with_a_download_is_free_by_count()
    {
        var http = Signing(await EnrolAsync("donor"));
        var bytes = new byte[30_000];
        var address = $"{Root}/parts/{ModelPart.HashOf(bytes)}";
        using var body = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        Assert.That((await Admin.PutAsync(address, body)).StatusCode, Is.EqualTo(HttpStatusCode.Created), "larger than what is left, it goes through");
        Assert.That((await Admin.GetAsync(Address)).StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests), "and the next waits until it is paid");

        for (var i = 0; i < 20; i++) await http.GetAsync(Address);
        Assert.That((await RestAsync(29_000)).StatusCode, Is.EqualTo(HttpStatusCode.PartialContent), "no request is left, but this is none");
        await RestAsync(20_000);
        Assert.That(await Refused.OfAsync(await RestAsync(29_000)), Is.EqualTo((429, "rate-limited")), "its bytes count all the same");

        async Task<HttpResponseMessage> RestAsync(int from)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Range = new RangeHeaderValue(from, null);
            return await http.SendAsync(request);
        }
    }

    [Test]
    public async Task An_address_that_tries_many_tokens_has_to_wait_and_those_that_are_known_do_not()
    {
        var known = Signing(await EnrolAsync("donor"));
        await known.GetAsync(Address);
        for (var i = 0; i < 7; i++) await WithToken($"cartel_api_{i}").GetAsync(Address);

        Assert.That(await Refused.OfAsync(await WithToken("cartel_api_another").GetAsync(Address)), Is.EqualTo((429, "rate-limited")));
        Assert.That((await known.GetAsync(Address)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(await Refused.OfAsync(await WithToken("cartel_api_another").GetAsync(Address)), Is.EqualTo((401, "invalid-token")));
    }

    [Test]
    public async Task The_client_tells_how_long_to_wait()
    {
        var client = new RegistryClient(Signing(await EnrolAsync("donor")));
        for (var i = 0; i < 20; i++) await client.TasksAsync();

        var limited = await Assert.ThrowsAsync<RegistryUnavailableException>(() => client.TasksAsync());

        Assert.That(limited!.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task A_flood_of_headers_is_refused_and_others_are_served()
    {
        using var flood = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        for (var i = 0; i < 100; i++) flood.Headers.TryAddWithoutValidation($"X-{i}", "x");
        using var large = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        large.Headers.TryAddWithoutValidation("X-Large", new string('x', 20_000));

        Assert.That((await Admin.SendAsync(flood)).StatusCode, Is.EqualTo(HttpStatusCode.RequestHeaderFieldsTooLarge));
        Assert.That((await Admin.SendAsync(large)).StatusCode, Is.EqualTo(HttpStatusCode.RequestHeaderFieldsTooLarge));
        Assert.That((await Admin.GetAsync($"/{new string('x', 10_000)}")).StatusCode, Is.EqualTo(HttpStatusCode.RequestUriTooLong));
        Assert.That((await Stranger.GetAsync("/healthz")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public void Slow_clients_and_too_many_connections_are_bounded()
    {
        var limits = Registry.Service<IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.That(limits.MinRequestBodyDataRate!.BytesPerSecond, Is.EqualTo(240));
        Assert.That(limits.MinResponseDataRate!.BytesPerSecond, Is.EqualTo(240));
        Assert.That(limits.RequestHeadersTimeout, Is.EqualTo(TimeSpan.FromSeconds(15)));
        Assert.That(limits.MaxConcurrentConnections, Is.EqualTo(200_000));
    }
}
