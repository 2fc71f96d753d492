using Cartel.Registry.Store;
using Cartel.Simulation;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Store;

/// <summary>Makes stores of one engine for the contract.</summary>
internal interface IStoreEngine : IDisposable
{
    /// <summary>How much of the past its stores keep, if the test says so; the simulator's keeps all.</summary>
    Retention? Retention { get; set; }

    IMetadataStore OpenEmpty();
}

internal sealed class EmbeddedEngine : IStoreEngine
{
    public Retention? Retention { get; set; }

    private readonly TemporaryFolder _folder = new();

    public IMetadataStore OpenEmpty() => new EmbeddedStore(_folder.File($"{Guid.NewGuid():N}.db"), new Bells(), Retention);

    public void Dispose() => _folder.Dispose();
}

/// <summary>The store of simulated registries.</summary>
internal sealed class SimulatedEngine : IStoreEngine
{
    public Retention? Retention { get; set; }

    public IMetadataStore OpenEmpty() => new MemoryStore(static _ => { });

    public void Dispose()
    {
    }
}

internal abstract class SharedEngine(IRedisHost host) : IStoreEngine
{
    public Retention? Retention { get; set; }

    public IMetadataStore OpenEmpty()
    {
        host.Flush();
        return new RedisStore(host.Connect(RedisSchema.PrepareAsync), new Bells(), Retention);
    }

    public void Dispose() => host.Dispose();
}

internal sealed class RedisEngine() : SharedEngine(RedisServer.Start());

/// <summary>A cluster of three masters, which refuses whatever touches two slots at once.</summary>
internal sealed class RedisClusterEngine() : SharedEngine(RedisCluster.Start());

/// <summary>Another server that speaks Redis' protocol.</summary>
internal sealed class GarnetEngine() : SharedEngine(GarnetServer.Start());
