using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Security;

/// <summary>Which parts an agent may upload: those that it offers itself, and those that were asked of it. In place of another part
/// it may upload only where that one was asked of it.</summary>
/// <remarks>A part's bytes are what its hash says, whoever sends them. What comes in place of one is only what its donor says: so only the donor may say it.</remarks>
internal sealed class UploadRights(IMetadataStore store)
{
    /// <summary>Why an upload is refused, or null.</summary>
    /// <param name="caller">Who uploads.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="uploads">The hash of each part, and of the part that it comes in place of, if it does.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<Refusal?> CheckAsync(Caller caller, string ns, IReadOnlyList<(string Sha256, string? Replaces)> uploads, CancellationToken cancellation)
    {
        if (caller.Agent is not { } agent) return null;

        var (asked, offered) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        StoreUnavailableException? outage = null;
        foreach (var task in (await store.TaskKeysAsync(cancellation)).Where(task => task.Namespace == ns))
        {
            try
            {
                var key = task.Agent(agent);
                if (await store.FindAgentAsync(key, cancellation) is not { } known) continue;

                offered.UnionWith((known.Profile?.Parts ?? []).Select(static part => part.Sha256));
                asked.UnionWith((await store.InboxAsync(key, 0, cancellation)).Select(static request => request.Sha256));
            }
            catch (StoreUnavailableException cause)
            {
                // One task's node is down: what another task allows is allowed.
                outage = cause;
            }
        }

        foreach (var (sha256, replaces) in uploads)
        {
            var may = replaces is null ? asked.Contains(sha256) || offered.Contains(sha256) : asked.Contains(replaces);
            if (!may && outage is not null) throw outage;
            if (!may) return Refusals.Forbidden.Because($"Nobody asked “{agent}” for the part {replaces ?? sha256}, lately.");
        }

        return null;
    }
}
