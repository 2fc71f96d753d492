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

internal abstract class SharedIdentityEngine(IRedisHost host) : IIdentityEngine
{
    public IIdentityStore OpenEmpty()
    {
        host.Flush();
        return OpenAgain();
    }

    public IIdentityStore OpenAgain() => new RedisIdentities(host.Connect());

    public void Dispose() => host.Dispose();
}

internal sealed class RedisIdentityEngine() : SharedIdentityEngine(RedisServer.Start());

internal sealed class RedisClusterIdentityEngine() : SharedIdentityEngine(RedisCluster.Start());

internal sealed class GarnetIdentityEngine() : SharedIdentityEngine(GarnetServer.Start());
