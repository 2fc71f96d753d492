using Cartel.Protocol;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>The key that a running agent signs with: the one in its file, which <c>rotate-key</c> may replace meanwhile.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class KeyInUse(IdentityFiles files, AgentCredential first, ILogger log) : IDisposable
{
    private AgentCredential _current = first;

    /// <summary>The key as it is now; a file that cannot be read leaves the former one.</summary>
    public AgentCredential Read()
    {
        try
        {
            if (files.Load(_current.Namespace, _current.Agent) is not { } found) return _current;

            if (found.KeyId != _current.KeyId) AgentLog.NewKey(log, found.Agent, found.KeyId);
            _current.Dispose();
            return _current = found;
        }
        catch (Exception flaw) when (flaw is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return _current;
        }
    }

    public void Dispose() => _current.Dispose();
}
