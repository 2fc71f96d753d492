using Cartel.Protocol;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>The key that a running agent signs with: the one in its file, which <c>rotate-key</c>, or the agent itself, may replace meanwhile.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class KeyInUse(IdentityFiles files, AgentCredential first, ILogger log) : IDisposable
{
    private readonly Lock _one = new();
    private AgentCredential _current = first;
    private FileStamp? _stamp;

    /// <summary>The key as it is now; a file that cannot be read leaves the former one.</summary>
    public AgentCredential Read()
    {
        lock (_one)
        {
            try
            {
                // The file is parsed only when it is another one.
                var stamp = files.KeyStamp;
                if (stamp is null || stamp == _stamp) return _current;

                if (files.Load(_current.Namespace, _current.Agent) is not { } found) return _current;

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

    public void Dispose() => _current.Dispose();

    // A former key may be signing at this moment: it is left to the garbage collector.
    private void Take(AgentCredential found)
    {
        if (found.KeyId == _current.KeyId)
        {
            found.Dispose();
            return;
        }

        AgentLog.NewKey(log, found.Agent, found.KeyId);
        _current = found;
    }
}
