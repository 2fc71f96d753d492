using System.Net;
using System.Net.Http.Headers;
using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Registry.Security;
using Cartel.Registry.Store;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Security;

/// <summary>Two registries over one Redis: who is turned away at one is soon turned away at the other.</summary>
internal sealed class ReplicaRevocationTests
{
    private const string Address = "/api/v1/namespaces/default/tasks";

    private RedisServer _redis = null!;
    private RunningRegistry _here = null!;
    private RunningRegistry _there = null!;

    [SetUp]
    public async Task Start()
    {
        _redis = RedisServer.Start();
        var options = new RegistryOptions { Auth = true, Store = StoreKind.Redis, Redis = _redis.Address };
        (_here, _there) = (await RunningRegistry.StartAsync(options), await RunningRegistry.StartAsync(options));
    }

    [TearDown]
    public async Task Stop()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
        _redis.Dispose();
    }

    [Test]
    public async Task A_revoked_identity_and_a_revoked_token_are_refused_at_the_other_replica_too()
    {
        var secret = Secrets.New(Secrets.ApiPrefix);
        var hash = Secrets.HashOf(secret);
        await _here.Service<IIdentityStore>().AddApiTokenAsync(
            hash, TokenRules.Make(new ApiTokenOrder(Role.Admin), hash, "test", TimeProvider.System.GetUtcNow()), CancellationToken.None);
        using var adminHere = With(_here, secret);
        using var adminThere = With(_there, secret);
        using var credential = AgentCredential.Create("default", "donor");
        using var agentThere = new HttpClient(new SigningHandler(credential, TimeProvider.System, new HttpClientHandler())) { BaseAddress = _there.Address };
        var token = await new RegistryClient(adminHere).CreateEnrollmentTokenAsync(new EnrollmentTokenOrder());
        await _there.Client.EnrollAsync(new EnrollmentRequest(token.Token!, "donor", credential.PublicKey));
        Assert.That((await StatusAsync(agentThere), await StatusAsync(adminThere)), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));

        await new RegistryClient(adminHere).RevokeIdentityAsync("donor");
        await Eventually.GetAsync(() => StatusAsync(agentThere), status => status is HttpStatusCode.Unauthorized);
        Assert.That(await StatusAsync(adminThere), Is.EqualTo(HttpStatusCode.OK));

        await adminHere.DeleteAsync($"/api/v1/api-tokens/{Secrets.IdOf(hash)}");
        await Eventually.GetAsync(() => StatusAsync(adminThere), status => status is HttpStatusCode.Unauthorized);
    }

    private static HttpClient With(RunningRegistry registry, string token) =>
        new() { BaseAddress = registry.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http) => (await http.GetAsync(Address)).StatusCode;
}
