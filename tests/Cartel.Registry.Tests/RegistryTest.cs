using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Testing;

namespace Cartel.Registry.Tests;

/// <summary>A test over real HTTP, with a registry and a clock of its own. The clock stands still unless the test moves it.</summary>
internal abstract class RegistryTest
{
    protected const string Root = "/api/v1/namespaces/default";
    protected static readonly TimeSpan NoWait = TimeSpan.Zero;

    protected RunningRegistry Registry { get; private set; } = null!;

    protected ManualTime Time { get; private set; } = null!;

    protected RegistryClient Client => Registry.Client;

    protected HttpClient Http => Registry.Http;

    /// <summary>How the registry runs.</summary>
    protected virtual RegistryOptions Options => new();

    [SetUp]
    public async Task StartRegistry()
    {
        Time = new ManualTime();
        Registry = await RunningRegistry.StartAsync(Options, Time);
    }

    [TearDown]
    public async Task StopRegistry() => await Registry.DisposeAsync();

    protected async Task<List<string>> EventKindsAsync() =>
        [.. (await Client.EventsAsync()).Items.Select(happened => happened.Kind)];

    protected Task<List<string>> EventKindsAsync(Func<List<string>, bool> until) => Eventually.GetAsync(EventKindsAsync, until);
}
