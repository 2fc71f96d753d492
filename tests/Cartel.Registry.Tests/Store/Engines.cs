using Cartel.Registry.Store;
using Cartel.Simulation;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Store;

/// <summary>Makes stores of one engine for the contract.</summary>
internal interface IStoreEngine : IDisposable
{
    IMetadataStore OpenEmpty();
}

internal sealed class EmbeddedEngine : IStoreEngine
{
    private readonly TemporaryFolder _folder = new();

    public IMetadataStore OpenEmpty() => new EmbeddedStore(_folder.File($"{Guid.NewGuid():N}.db"), new Bells());

    public void Dispose() => _folder.Dispose();
}

/// <summary>The store of simulated registries.</summary>
internal sealed class SimulatedEngine : IStoreEngine
{
    public IMetadataStore OpenEmpty() => new MemoryStore(static _ => { });

    public void Dispose()
    {
    }
}

internal sealed class RedisEngine : IStoreEngine
{
    private readonly RedisServer _server = RedisServer.Start();

    public IMetadataStore OpenEmpty()
    {
        _server.Flush();
        return new RedisStore(new RedisConnection(_server.Address, TimeProvider.System), new Bells());
    }

    public void Dispose() => _server.Dispose();
}

/// <summary>A cluster of three masters, which refuses whatever touches two slots at once.</summary>
internal sealed class RedisClusterEngine : IStoreEngine
{
    private readonly RedisCluster _cluster = RedisCluster.Start();

    public IMetadataStore OpenEmpty()
    {
        _cluster.Flush();
        return new RedisStore(new RedisConnection(_cluster.Address, TimeProvider.System), new Bells());
    }

    public void Dispose() => _cluster.Dispose();
}

/// <summary>Another server that speaks Redis' protocol.</summary>
internal sealed class GarnetEngine : IStoreEngine
{
    private readonly GarnetServer _server = GarnetServer.Start();

    public IMetadataStore OpenEmpty()
    {
        _server.Flush();
        return new RedisStore(new RedisConnection(_server.Address, TimeProvider.System), new Bells());
    }

    public void Dispose() => _server.Dispose();
}
