using System.Net.Http.Headers;
using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Registry.Security;
using Cartel.Registry.Store;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Security;

/// <summary>A test over real HTTP with a registry that demands authentication. Its clock stands still unless the test moves it.</summary>
internal abstract class SecureRegistryTest
{
    protected const string Root = "/api/v1/namespaces/default";

    private readonly List<IDisposable> _opened = [];

    protected ManualTime Time { get; private set; } = null!;

    protected RunningRegistry Registry { get; private set; } = null!;

    /// <summary>A client without any token.</summary>
    protected HttpClient Stranger => Registry.Http;

    /// <summary>A client with the token of an admin of everything.</summary>
    protected HttpClient Admin { get; private set; } = null!;

    protected RegistryClient AdminClient => new(Admin);

    // Attacks come by the dozen, from one address, while the clock stands still.
    protected virtual RegistryOptions Options => new() { Auth = true, Limits = new RateLimits { FailuresPerSecond = 1_000 } };

    [SetUp]
    public async Task StartRegistry()
    {
        Time = new ManualTime();
        Registry = await RunningRegistry.StartAsync(Options, Time);
        Admin = WithToken(await TokenAsync(Role.Admin, null));
    }

    [TearDown]
    public async Task StopRegistry()
    {
        Admin.Dispose();
        foreach (var one in _opened) one.Dispose();
        _opened.Clear();
        await Registry.DisposeAsync();
    }

    /// <summary>A new API token, as the command line makes it.</summary>
    protected async Task<string> TokenAsync(Role role, string? ns, int? expiresSeconds = null)
    {
        var secret = Secrets.New(Secrets.ApiPrefix);
        var hash = Secrets.HashOf(secret);
        await Registry.Service<IIdentityStore>().AddApiTokenAsync(
            hash, TokenRules.Make(new ApiTokenOrder(role, ns, expiresSeconds), hash, "test", Time.GetUtcNow()), CancellationToken.None);
        return secret;
    }

    protected HttpClient WithToken(string token)
    {
        var http = Keep(new HttpClient { BaseAddress = Registry.Address });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    /// <summary>An agent that has enrolled.</summary>
    protected async Task<AgentCredential> EnrolAsync(string agent, string ns = Names.DefaultNamespace)
    {
        var credential = Keep(AgentCredential.Create(ns, agent));
        var token = await new RegistryClient(Admin, ns).CreateEnrollmentTokenAsync(new EnrollmentTokenOrder());
        await new RegistryClient(Stranger, ns).EnrollAsync(new EnrollmentRequest(token.Token!, agent, credential.PublicKey));
        return credential;
    }

    /// <summary>A client that signs as an agent.</summary>
    protected HttpClient Signing(AgentCredential credential, TimeProvider? clock = null) =>
        Keep(new HttpClient(new SigningHandler(credential, clock ?? Time, new HttpClientHandler())) { BaseAddress = Registry.Address });

    protected T Keep<T>(T one)
        where T : IDisposable
    {
        _opened.Add(one);
        return one;
    }
}
