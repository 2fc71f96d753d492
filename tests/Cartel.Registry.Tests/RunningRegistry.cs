using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Cartel.Registry.Tests.OpenApi;
using Cartel.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cartel.Registry.Tests;

/// <summary>A real registry on a free port, its data in a folder of its own. The sweep runs often, so that tests wait little.</summary>
internal sealed class RunningRegistry : IAsyncDisposable
{
    /// <summary>The longest wait for an answer, however busy the machine is.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly TimeProvider? _time;
    private readonly RegistryOptions _options;
    private WebApplication _app = null!;

    private RunningRegistry(RegistryOptions options, TimeProvider? time)
    {
        _time = time;
        _options = options with { Port = 0, Data = _folder.Path, Sweep = TimeSpan.FromMilliseconds(20) };
    }

    public HttpClient Http { get; private set; } = null!;

    public RegistryClient Client { get; private set; } = null!;

    public Uri Address => Http.BaseAddress!;

    public string Data => _folder.Path;

    /// <summary>One of its services, for what cannot be seen from outside.</summary>
    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<RunningRegistry> StartAsync(RegistryOptions? options = null, TimeProvider? time = null)
    {
        var registry = new RunningRegistry(options ?? new RegistryOptions(), time);
        await registry.ResumeAsync();
        return registry;
    }

    /// <summary>Ends this process's registry and starts another on the same data.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await ResumeAsync();
    }

    public async Task StopAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Http.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    public async Task ResumeAsync()
    {
        _app = RegistryApplication.Build(_options, _time);
        await _app.StartAsync();
        Http = new HttpClient(new CheckedResponses()) { BaseAddress = new Uri(_app.Urls.Single()) };
        Client = new RegistryClient(Http, timeout: Patience);
    }
}
