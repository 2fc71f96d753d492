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

internal sealed class RedisEngine : IStoreEngine
{
    public Retention? Retention { get; set; }

    private readonly RedisServer _server = RedisServer.Start();

    public IMetadataStore OpenEmpty()
    {
        _server.Flush();
        return new RedisStore(new RedisConnection(_server.Address, TimeProvider.System, RedisSchema.PrepareAsync), new Bells(), Retention);
    }

    public void Dispose() => _server.Dispose();
}

/// <summary>A cluster of three masters, which refuses whatever touches two slots at once.</summary>
internal sealed class RedisClusterEngine : IStoreEngine
{
    public Retention? Retention { get; set; }

    private readonly RedisCluster _cluster = RedisCluster.Start();

    public IMetadataStore OpenEmpty()
    {
        _cluster.Flush();
        return new RedisStore(new RedisConnection(_cluster.Address, TimeProvider.System, RedisSchema.PrepareAsync), new Bells(), Retention);
    }

    public void Dispose() => _cluster.Dispose();
}

/// <summary>Another server that speaks Redis' protocol.</summary>
internal sealed class GarnetEngine : IStoreEngine
{
    public Retention? Retention { get; set; }

    private readonly GarnetServer _server = GarnetServer.Start();

    public IMetadataStore OpenEmpty()
    {
        _server.Flush();
        return new RedisStore(new RedisConnection(_server.Address, TimeProvider.System, RedisSchema.PrepareAsync), new Bells(), Retention);
    }

    public void Dispose() => _server.Dispose();
}
