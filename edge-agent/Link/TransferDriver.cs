using System.Diagnostics;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Sqlite;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>Carries a request for help to the registry and the parts back: asks, fetches from the best donor that delivers,
/// verifies.</summary>
internal sealed class TransferDriver(
    AgentSettings settings, RegistrySession session, AgentState state, Courier courier, Mailbox mailbox, ILogger log, DirectFetch? direct = null)
{
    private const long LargestBundle = 256 * 1024;
    private static readonly TimeSpan BrokenFetchPause = TimeSpan.FromSeconds(1);

    /// <summary>Takes what the registry said when the agent registered.</summary>
    public Task HearAsync(LeaseGrant grant, CancellationToken stop) =>
        grant.Learned ? mailbox.TellAsync(state.Learner.Join, stop) : Task.CompletedTask;

    /// <summary>Serves requests one after the other.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await foreach (var record in courier.Requests.ItemsAsync(stop))
        {
            try
            {
                await DriveAsync(record, stop);
            }
            catch (RegistryException exception)
            {
                AgentLog.Refused(log, settings.Name, "a request for help", exception.Problem.Code, exception.Problem.Detail);
                await GiveUpAsync(record, TransferState.Failed, exception.Message, tell: false, stop);
            }
            catch (Exception exception) when (exception is not (SqliteException or OperationCanceledException))
            {
                AgentLog.Nonsense(log, settings.Name, settings.Registry, exception);
                await GiveUpAsync(record, TransferState.Failed, "no sense could be made of the registry's answer: " + exception.Message, tell: true, stop);
            }
        }
    }

    private async Task DriveAsync(TransferRecord record, CancellationToken stop)
    {
        if (!await mailbox.AskAsync(() => state.Learner.AwaitsParts, stop)) return;

        var transfer = await AskAsync(record, stop);
        await mailbox.TellAsync(() => state.Update(open => open with { Id = transfer.Id }), stop);
        if (transfer.State >= TransferState.Adopted)
        {
            await GiveUpAsync(record, transfer.State, transfer.Receipt?.Reason ?? "no agent can help", tell: false, stop);
            return;
        }

        if (await TryDonorsAsync(transfer, record.TraceParent, stop)) return;

        await GiveUpAsync(record, TransferState.Failed, "no donor delivered a usable part", tell: true, stop);
    }

    private async Task<Transfer> AskAsync(TransferRecord record, CancellationToken stop)
    {
        using var ask = AgentTraces.Step("ask", record.TraceParent, settings.Name);
        var transfer = await session.CallAsKnownAsync(
            () => session.Client.RequestTransferAsync(session.Task, record.Request with { Direct = direct is not null }, record.Key, stop), stop);
        ask?.SetTag("cartel.transfer", transfer.Id).SetTag("cartel.offers", transfer.Offers.Count);
        return transfer;
    }

    // Each donor that fails leaves the others, and the plan is made anew; what was fetched is not fetched again.
    private async Task<bool> TryDonorsAsync(Transfer transfer, string? trace, CancellationToken stop)
    {
        var willing = transfer.Offers.Select(static offer => new DonorOffering<PartOffer>(offer.Agent, offer.Parts)).ToList();
        var fetched = new Dictionary<string, ModelPart>();
        while (true)
        {
            var plan = await mailbox.AskAsync(
                () => state.Learner.PlanFetch(willing, static part => part.Classes, static part => part.SizeBytes), stop);
            if (plan.Count == 0) return false;

            var failed = new HashSet<string>();
            foreach (var donor in plan)
            {
                using var fetch = AgentTraces.Step("fetch", trace, settings.Name)?.SetTag("cartel.donor", donor.Donor).SetTag("cartel.parts", donor.Parts.Count);
                if (await TryFetchAsync(transfer, donor, fetched, stop)) continue;

                fetch?.SetStatus(ActivityStatusCode.Error);
                failed.Add(donor.Donor);
            }

            if (failed.Count == 0)
            {
                var refused = await mailbox.AskAsync(() => Hand(transfer, plan, fetched), stop);
                courier.Wake();
                if (refused.Count < plan.Count) return true;
                failed.UnionWith(refused.Select(static refusal => refusal.Donor));
            }

            willing.RemoveAll(donor => failed.Contains(donor.Donor));
        }
    }

    private async Task<bool> TryFetchAsync(
        Transfer transfer, DonorOffering<PartOffer> donor, Dictionary<string, ModelPart> fetched, CancellationToken stop)
    {
        var lacking = donor.Parts.Where(part => !fetched.ContainsKey(part.Sha256)).ToList();
        if (lacking.Count == 0) return true;

        if (await TryDirectAsync(transfer, donor.Donor, lacking, stop) is { } own)
        {
            foreach (var (offer, part) in lacking.Zip(own)) fetched[offer.Sha256] = part;
            return true;
        }

        while (true)
        {
            try
            {
                var parts = lacking.Sum(static part => (long)part.SizeBytes) <= LargestBundle
                    ? await session.FetchAsync(transfer, donor.Donor, lacking, stop)
                    : await FetchOneByOneAsync(transfer, donor.Donor, lacking, stop);
                foreach (var (offer, part) in lacking.Zip(parts)) fetched[offer.Sha256] = part;
                await mailbox.TellAsync(() => state.Update(open => open with { Bytes = open.Bytes + parts.Sum(static part => (long)part.Bytes.Length) }), stop);
                return true;
            }
            catch (RegistryUnavailableException exception)
            {
                // A registry that goes away in the middle is no fault of the donor's.
                AgentLog.DonorFailed(log, settings.Name, donor.Donor, exception.Message);
                await session.PauseAsync(BrokenFetchPause, stop);
            }
            catch (Exception exception) when (exception is RegistryException or ModelFormatException)
            {
                AgentLog.DonorFailed(log, settings.Name, donor.Donor, exception.Message);
                return false;
            }
        }
    }

    // From the donor itself, also while the registry is away: it hears of that when there is time.
    private async Task<IReadOnlyList<ModelPart>?> TryDirectAsync(Transfer transfer, string donor, List<PartOffer> lacking, CancellationToken stop)
    {
        if (direct is null || transfer.Offers.First(offer => offer.Agent == donor).Peer is not { } peer) return null;
        if (await direct.TryAsync(peer, donor, lacking, stop) is not { } parts) return null;

        AgentLog.FetchedDirectly(log, settings.Name, parts.Count, donor, peer.Url);
        var move = new TransferMove(TransferState.Fetching, donor, [.. lacking.Select(static part => part.Sha256)], Direct: true);
        await mailbox.TellAsync(
            () =>
            {
                if (state.Open is not { } open) return;

                state.Send(new OutboxItem(open.Key, Move: move));
                state.Update(record => record with { Direct = true, Bytes = record.Bytes + parts.Sum(static part => (long)part.Bytes.Length) });
            },
            stop);
        return parts;
    }

    // On the pipeline: from here on the target's own samples decide.
    private IReadOnlyList<DonorRefusal> Hand(Transfer transfer, IReadOnlyList<DonorOffering<PartOffer>> plan, Dictionary<string, ModelPart> fetched)
    {
        if (!state.Learner.AwaitsParts) return [];

        var refused = state.Learner.Receive([.. plan.Select(donor => new DonorParts(donor.Donor, [.. donor.Parts.Select(part => fetched[part.Sha256])]))]);
        foreach (var refusal in refused) AgentLog.DonorFailed(log, settings.Name, refusal.Donor, refusal.Reason);
        if (refused.Count == plan.Count) return refused;

        string[] donors = [.. plan.Select(static donor => donor.Donor).Except(refused.Select(static refusal => refusal.Donor))];
        var divergence = transfer.Offers.First(offer => offer.Agent == donors[0]).JsdBits;
        var sources = plan.Where(donor => donors.Contains(donor.Donor))
            .SelectMany(donor => donor.Parts.Select(part => (part.Id, Source: new PartSource(donor.Donor, fetched[part.Sha256].Sha256))))
            .GroupBy(static one => one.Id, static one => one.Source)
            .ToDictionary(static one => one.Key, static one => (IReadOnlyList<PartSource>)[.. one]);
        state.Update(open => open with { Donor = donors[0], Donors = donors, JsdBits = divergence, Sources = sources });
        state.Enter("verify");
        state.Save();
        return refused;
    }

    // Large parts go on where a connection broke.
    private async Task<IReadOnlyList<ModelPart>> FetchOneByOneAsync(Transfer transfer, string donor, List<PartOffer> lacking, CancellationToken stop)
    {
        var move = new TransferMove(TransferState.Fetching, donor, [.. lacking.Select(static part => part.Sha256)]);
        var fromZoo = transfer.Offers.First(offer => offer.Agent == donor).FromZoo;
        // Repeated, it changes nothing, and is refused once the registry has closed the transfer.
        var moved = session.TellAsync(() => session.Client.TellMoveAsync(transfer.Id, move, stop), stop);
        // What is needed most is on its way already: it is fetched while the registry hears of the choice.
        var parts = Task.WhenAll(lacking.Select(part => session.FetchAsync(part, fromZoo, stop)));
        await Task.WhenAll(moved, parts);
        return await parts;
    }

    private Task GiveUpAsync(TransferRecord record, TransferState outcome, string reason, bool tell, CancellationToken stop) =>
        mailbox.TellAsync(
            () =>
            {
                if (state.Open?.Key != record.Key) return;

                state.Learner.GiveUp();
                state.End(outcome, reason, open => tell ? new OutboxItem(open.Key, Receipt: open.ToReceipt()) : null);
                courier.Wake();
            },
            stop);
}
