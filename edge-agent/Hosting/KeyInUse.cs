using Cartel.Protocol;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>The key that a running agent signs with: the one in its file, which <c>enroll</c>, <c>rotate-key</c> or the agent itself may put there meanwhile.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class KeyInUse : IDisposable
{
    private readonly IdentityFiles _files;
    private readonly string _namespace;
    private readonly string _agent;
    private readonly ILogger _log;
    private readonly Lock _one = new();
    private AgentCredential? _current;
    private FileStamp? _stamp;

    /// <exception cref="InvalidDataException">The file holds no such key.</exception>
    public KeyInUse(IdentityFiles files, string ns, string agent, ILogger log)
    {
        (_files, _namespace, _agent, _log) = (files, ns, agent, log);
        _stamp = files.KeyStamp;
        _current = files.Load(ns, agent);
    }

    /// <summary>The key as it is now, null as long as there is none; a file that cannot be read leaves the former one.</summary>
    public AgentCredential? Read()
    {
        lock (_one)
        {
            try
            {
                // The file is parsed only when it is another one.
                var stamp = _files.KeyStamp;
                if (stamp is null || stamp == _stamp || _files.Load(_namespace, _agent) is not { } found) return _current;

                _stamp = stamp;
                Take(found);
            }
            catch (Exception flaw) when (flaw is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                // What cannot be read may be half written: it is looked at again.
            }

            return _current;
        }
    }

    public void Dispose() => _current?.Dispose();

    // A former key may be signing at this moment: it is left to the garbage collector.
    private void Take(AgentCredential found)
    {
        if (found.KeyId == _current?.KeyId)
        {
            found.Dispose();
            return;
        }

        AgentLog.NewKey(_log, found.Agent, found.KeyId);
        _current = found;
    }
}
