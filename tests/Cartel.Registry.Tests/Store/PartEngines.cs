using Cartel.Registry.Store;
using Cartel.Simulation;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Store;

/// <summary>Makes relays of one engine for the contract, on a clock that the test moves.</summary>
internal interface IPartEngine : IDisposable
{
    /// <summary>Whether it holds to limits; the simulator's, which lives for minutes, need not.</summary>
    bool HasLimits => true;

    /// <summary>Whether several threads may use its relays at once; the simulator is one thread.</summary>
    bool IsForMany => true;

    IPartStore OpenEmpty(TimeProvider time, PartLimits limits);
}

internal sealed class PartFilesEngine : IPartEngine
{
    private readonly TemporaryFolder _folder = new();

    public IPartStore OpenEmpty(TimeProvider time, PartLimits limits) => new PartFiles(_folder.File($"{Guid.NewGuid():N}"), new Bells(), time, limits);

    public void Dispose() => _folder.Dispose();
}

internal abstract class SharedPartsEngine(IRedisHost host) : IPartEngine
{
    public IPartStore OpenEmpty(TimeProvider time, PartLimits limits)
    {
        host.Flush();
        return new RedisParts(host.Connect(), new Bells(), time, limits);
    }

    public void Dispose() => host.Dispose();
}

internal sealed class RedisPartsEngine() : SharedPartsEngine(RedisServer.Start("--appendfsync", "no"));

internal sealed class RedisClusterPartsEngine() : SharedPartsEngine(RedisCluster.Start());

internal sealed class GarnetPartsEngine() : SharedPartsEngine(GarnetServer.Start());

/// <summary>The relay of simulated registries.</summary>
internal sealed class SimulatedPartsEngine : IPartEngine
{
    public bool HasLimits => false;

    public bool IsForMany => false;

    public IPartStore OpenEmpty(TimeProvider time, PartLimits limits) => new MemoryParts(new VirtualClock(), static _ => { });

    public void Dispose()
    {
    }
}
