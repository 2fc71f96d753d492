using Cartel.Registry.Store;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Store;

/// <summary>Makes identity stores of one engine for the contract.</summary>
internal interface IIdentityEngine : IDisposable
{
    IIdentityStore OpenEmpty();

    /// <summary>Another replica's view of the store that was opened last.</summary>
    IIdentityStore OpenAgain();
}

internal sealed class EmbeddedIdentityEngine : IIdentityEngine
{
    private readonly TemporaryFolder _folder = new();
    private string _file = "";

    public IIdentityStore OpenEmpty() => new EmbeddedIdentities(_file = _folder.File($"{Guid.NewGuid():N}.db"));

    public IIdentityStore OpenAgain() => new EmbeddedIdentities(_file);

    public void Dispose() => _folder.Dispose();
}

internal sealed class RedisIdentityEngine : IIdentityEngine
{
    private readonly RedisServer _server = RedisServer.Start();

    public IIdentityStore OpenEmpty()
    {
        _server.Flush();
        return OpenAgain();
    }

    public IIdentityStore OpenAgain() => new RedisIdentities(new RedisConnection(_server.Address, TimeProvider.System));

    public void Dispose() => _server.Dispose();
}

/// <summary>A cluster of three masters, which refuses whatever touches two slots at once.</summary>
internal sealed class RedisClusterIdentityEngine : IIdentityEngine
{
    private readonly RedisCluster _cluster = RedisCluster.Start();

    public IIdentityStore OpenEmpty()
    {
        _cluster.Flush();
        return OpenAgain();
    }

    public IIdentityStore OpenAgain() => new RedisIdentities(new RedisConnection(_cluster.Address, TimeProvider.System));

    public void Dispose() => _cluster.Dispose();
}

/// <summary>Another server that speaks Redis' protocol.</summary>
internal sealed class GarnetIdentityEngine : IIdentityEngine
{
    private readonly GarnetServer _server = GarnetServer.Start();

    public IIdentityStore OpenEmpty()
    {
        _server.Flush();
        return OpenAgain();
    }

    public IIdentityStore OpenAgain() => new RedisIdentities(new RedisConnection(_server.Address, TimeProvider.System));

    public void Dispose() => _server.Dispose();
}
