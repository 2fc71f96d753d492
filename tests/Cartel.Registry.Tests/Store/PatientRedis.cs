using Cartel.Registry.Store;
using Cartel.Testing;
using StackExchange.Redis;

namespace Cartel.Registry.Tests.Store;

internal static class PatientRedis
{
    /// <summary>Connects as a registry does, but waits out a busy machine: how a store gives up is tested elsewhere.</summary>
    public static RedisConnection Connect(this IRedisHost host, Func<IDatabase, string, Task>? prepare = null) =>
        new(host.Address, TimeProvider.System, prepare) { Patience = TimeSpan.FromSeconds(30) };
}
