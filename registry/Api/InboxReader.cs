using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;
using Cartel.Registry.Telemetry;

namespace Cartel.Registry.Api;

/// <summary>Looks into inboxes, and waits where there is nothing in them.</summary>
internal sealed class InboxReader(IMetadataStore store, Bells bells, FleetPace pace, Hints hints, TimeProvider time)
{
    private const double RenewalsALease = 3;

    public async Task<bool> ExistsAsync(AgentKey agent, CancellationToken cancellation) => await store.FindAgentAsync(agent, cancellation) is not null;

    /// <summary>What an agent is to hear; empty where nothing came while it waited, null where there is no such agent.</summary>
    public async Task<Look?> ReadAsync(AgentKey agent, long after, LongPoll.Waiting wait)
    {
        while (true)
        {
            var lease = new Lease(time.GetUtcNow(), pace.LeaseSeconds());
            if (await store.RenewLeaseAsync(agent, status: null, lease, EventTexts.Back(agent, lease.From), CancellationToken.None) is null) return null;

            var news = await hints.NewsAsync(agent, lease.From, CancellationToken.None);
            using var turn = wait.Turn(news is null ? TimeSpan.FromSeconds(lease.Seconds / RenewalsALease) : TimeSpan.Zero);
            var items = await bells.LookUntilAsync(
                Bells.Inbox(agent), () => store.InboxAsync(agent, after, CancellationToken.None), items => items.Count > 0 || hints.IsCalled(agent), turn.Token);
            var isEmpty = items.Count == 0 && news is null;
            if (!isEmpty || wait.Token.IsCancellationRequested)
                return new Look(new Inbox(await TraceParents.JoinAsync(items, agent.Task, store, CancellationToken.None), news?.Emerging, news?.Recalled), isEmpty);
        }
    }

    /// <summary>What a look found.</summary>
    internal sealed record Look(Inbox Inbox, bool IsEmpty);
}
