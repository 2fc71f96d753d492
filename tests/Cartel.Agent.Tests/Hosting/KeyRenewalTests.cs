using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Registry.Security;
using Cartel.Registry.Store;
using Cartel.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartel.Agent.Tests.Hosting;

/// <summary>An enrolled agent whose key grows old, beside a registry that demands authentication; one clock for both.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class KeyRenewalTests : FolderTest
{
    private const string Agent = "gateway-7";

    // Keys are files, which bear the time of the machine: the clock goes on from there.
    private readonly ManualTime _time = new(TimeProvider.System.GetUtcNow());
    private readonly Network _network = new();
    private WebApplication _registry = null!;
    private IdentityFiles _files = null!;
    private string _first = "";

    [SetUp]
    public async Task Enrol()
    {
        _registry = RegistryApplication.Build(new RegistryOptions { Auth = true, Port = 0, Data = Folder.File("registry") }, _time);
        await _registry.StartAsync();
        _files = new IdentityFiles(Folder.File("state"));
        using var credential = _files.LoadOrCreate("default", Agent);
        _first = credential.KeyId;
        var token = Secrets.New(Secrets.EnrollmentPrefix);
        await _registry.Services.GetRequiredService<IIdentityStore>().AddEnrollmentTokenAsync(
            "default", Secrets.HashOf(token), TokenRules.Make(new EnrollmentTokenOrder(), Secrets.HashOf(token), "test", _time.GetUtcNow()), CancellationToken.None);
        await Client(null).EnrollAsync(new EnrollmentRequest(token, Agent, credential.PublicKey));
    }

    [TearDown]
    public async Task End()
    {
        await _registry.StopAsync();
        await _registry.DisposeAsync();
        _network.Dispose();
    }

    [TestCase(291, false)]
    [TestCase(293, true)]
    public async Task A_key_is_renewed_when_it_is_older_than_it_may_grow(int days, bool renewed)
    {
        _time.Advance(TimeSpan.FromDays(days));

        Assert.That(await Renewal().LookAsync(default), Is.EqualTo(KeyRenewal.LookEvery));

        var keys = await KeysAsync();
        Assert.That(keys, Has.Length.EqualTo(renewed ? 2 : 1).And.Contain(_first));
        Assert.That(Current() == _first, Is.Not.EqualTo(renewed));
    }

    [Test]
    public async Task While_the_registry_is_away_it_goes_on_with_the_former_key_and_tries_again()
    {
        _time.Advance(TimeSpan.FromDays(300));
        var renewal = Renewal();
        _network.IsDown = true;

        Assert.That(await renewal.LookAsync(default), Is.EqualTo(KeyRenewal.TryAgain));
        Assert.That(Current(), Is.EqualTo(_first));

        _network.IsDown = false;
        Assert.That(await renewal.LookAsync(default), Is.EqualTo(KeyRenewal.LookEvery));
        Assert.That(await KeysAsync(), Is.EqualTo([_first, Current()]), "no key was made in vain");
    }

    [Test]
    public async Task A_renewal_that_was_cut_short_is_finished_even_when_the_former_key_is_no_longer_good()
    {
        _time.Advance(TimeSpan.FromDays(300));
        using (var next = _files.LoadOrCreateNext("default", Agent))
        {
            using var current = _files.Load("default", Agent)!;
            // The answer never arrived: the device lost its power, for a month.
            await Client(current).RotateKeyAsync(Agent, new KeyRotation(next.PublicKey));
        }

        _time.Advance(TimeSpan.FromDays(30));

        Assert.That(await Renewal().LookAsync(default), Is.EqualTo(KeyRenewal.LookEvery));
        Assert.That(Current(), Is.Not.EqualTo(_first));
        Assert.That(await KeysAsync(), Is.EqualTo([_first, Current()]));
    }

    [Test]
    public async Task A_running_agent_signs_on_through_a_renewal()
    {
        using var inUse = new KeyInUse(_files, "default", Agent, NullLogger.Instance);
        using var http = new HttpClient(new SigningHandler(inUse.Read, _time, _network), disposeHandler: false) { BaseAddress = Address };
        var client = new RegistryClient(http);
        Assert.That((await client.IdentityAsync(Agent)).Keys, Has.Count.EqualTo(1));

        _time.Advance(TimeSpan.FromDays(300));
        await Renewal().LookAsync(default);

        Assert.That((await client.IdentityAsync(Agent)).Keys, Has.Count.EqualTo(2));
        Assert.That(inUse.Read()!.KeyId, Is.EqualTo(Current()).And.Not.EqualTo(_first));
    }

    [Test]
    public async Task A_device_whose_clock_is_a_day_off_renews_its_key_all_the_same()
    {
        var clock = new ManualTime(_time.GetUtcNow().AddDays(301));
        _time.Advance(TimeSpan.FromDays(300));

        Assert.That(await Renewal(clock).LookAsync(default), Is.EqualTo(KeyRenewal.LookEvery));
        Assert.That(await KeysAsync(), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Whoever_says_never_keeps_the_key()
    {
        _time.Advance(TimeSpan.FromDays(3_000));

        await KeyRenewal.RunAsync(Settings with { RotateKeyAfter = TimeSpan.Zero }, _files, _network, _time, NullLogger.Instance, CancellationToken.None);

        Assert.That(Current(), Is.EqualTo(_first));
    }

    private AgentSettings Settings => new() { Name = Agent, TaskFile = "", Data = "", StateFolder = Folder.File("state"), Registry = Address };

    private Uri Address => new(_registry.Urls.Single());

    private KeyRenewal Renewal(TimeProvider? clock = null) => new(_files, Settings, _network, clock ?? _time, NullLogger.Instance);

    private string Current()
    {
        using var current = _files.Load("default", Agent)!;
        return current.KeyId;
    }

    private async Task<string[]> KeysAsync()
    {
        using var current = _files.Load("default", Agent)!;
        return [.. (await Client(current).IdentityAsync(Agent)).Keys.Select(static key => key.KeyId)];
    }

    private RegistryClient Client(AgentCredential? credential) =>
        new(new HttpClient(credential is null ? _network : new SigningHandler(credential, _time, _network), disposeHandler: false) { BaseAddress = Address });

    /// <summary>The network, which may be down.</summary>
    private sealed class Network() : DelegatingHandler(new SocketsHttpHandler())
    {
        public bool IsDown { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            IsDown ? throw new HttpRequestException("the network is down") : base.SendAsync(request, cancellationToken);
    }
}
