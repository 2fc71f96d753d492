using System.Net;
using System.Net.Http.Json;
using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Api;

/// <summary>Conditional requests that come at the same moment, at two registries on one Redis, whose memories may be a second old.</summary>
internal sealed class PreconditionRacesTests
{
    private const string Sea = "/api/v1/namespaces/default/tasks/sea";

    private RedisServer _redis = null!;
    private RunningRegistry _one = null!;
    private RunningRegistry _other = null!;

    [SetUp]
    public async Task Start()
    {
        _redis = RedisServer.Start();
        var options = new RegistryOptions { Store = StoreKind.Redis, Redis = _redis.Address };
        (_one, _other) = (await RunningRegistry.StartAsync(options), await RunningRegistry.StartAsync(options));
        await _one.Client.PutTaskAsync(Some.Manifest);
    }

    [TearDown]
    public async Task End()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        _redis.Dispose();
    }

    [Test]
    public async Task Of_many_that_register_a_free_name_one_gets_it()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SendAsync(
            i % 2 == 0 ? _one : _other, HttpMethod.Put, $"{Sea}/agents/new", ("If-None-Match", "*"), JsonContent.Create(Some.Registration, CartelJson.Default.AgentRegistration))));

        Assert.That(all.Count(static status => status is HttpStatusCode.Created), Is.EqualTo(1));
        Assert.That(all.Count(static status => status is HttpStatusCode.PreconditionFailed), Is.EqualTo(7));
    }

    [Test]
    public async Task What_another_registry_changed_just_now_is_not_removed_as_it_was_seen()
    {
        await Some.FleetAsync(_one.Client);
        var tag = (await _other.Http.GetAsync($"{Sea}/agents/donor")).Headers.ETag!.Tag;
        await _one.Client.RenewLeaseAsync("sea", "donor", new AgentStatus(7));
        var taskTag = (await _other.Http.GetAsync(Sea)).Headers.ETag!.Tag;

        Assert.That(await SendAsync(_other, HttpMethod.Delete, $"{Sea}/agents/donor", ("If-Match", tag)), Is.EqualTo(HttpStatusCode.PreconditionFailed));
        Assert.That((await _one.Client.AgentAsync("sea", "donor")).Status!.SampleCount, Is.EqualTo(7));
        Assert.That(await SendAsync(_other, HttpMethod.Delete, $"{Sea}/agents/donor", ("If-Match", "*")), Is.EqualTo(HttpStatusCode.NoContent));
        await _one.Client.RemoveAgentAsync("sea", "target");
        await _one.Client.ReplaceTaskAsync(Some.Manifest with { Description = "another" });
        Assert.That(await SendAsync(_other, HttpMethod.Delete, Sea, ("If-Match", taskTag)), Is.EqualTo(HttpStatusCode.PreconditionFailed));
        Assert.That(await SendAsync(_one, HttpMethod.Delete, Sea, ("If-Match", "*")), Is.EqualTo(HttpStatusCode.NoContent));
    }

    private static async Task<HttpStatusCode> SendAsync(RunningRegistry registry, HttpMethod method, string path, (string Name, string Value) header, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add(header.Name, header.Value);
        using var response = await registry.Http.SendAsync(request);
        return response.StatusCode;
    }
}
