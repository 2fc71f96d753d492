using Cartel.Registry.Hosting;

namespace Cartel.Registry.Store;

/// <summary>A registry that its Redis refuses does not start.</summary>
internal sealed class RedisDoorCheck(RegistryOptions options, TimeProvider time) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => RedisDoor.CheckAsync(RedisAddress.Parse(options.Redis), time, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
