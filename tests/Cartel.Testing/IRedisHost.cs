namespace Cartel.Testing;

/// <summary>Something that speaks Redis' protocol: one server, a cluster, or another make.</summary>
public interface IRedisHost : IDisposable
{
    /// <summary>Where a registry finds it: <c>HOST:PORT</c>, or several of them.</summary>
    string Address { get; }

    /// <summary>Deletes everything in it.</summary>
    void Flush();
}
