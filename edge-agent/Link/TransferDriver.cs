using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Sqlite;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>Carries a request for help to the registry and the parts back: asks, fetches from the best donor that delivers,
/// verifies.</summary>
internal sealed class TransferDriver(
    AgentSettings settings, RegistrySession session, AgentState state, Courier courier, Mailbox mailbox, ILogger log)
{
    private static readonly TimeSpan DonorPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BrokenFetchPause = TimeSpan.FromSeconds(1);

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

        var transfer = await session.CallAsKnownAsync(
            () => session.Client.RequestTransferAsync(session.Task, record.Request, record.Key, stop), stop);
        await mailbox.TellAsync(() => state.Update(open => open with { Id = transfer.Id }), stop);
        if (transfer.State >= TransferState.Adopted)
        {
            await GiveUpAsync(record, transfer.State, transfer.Receipt?.Reason ?? "no agent can help", tell: false, stop);
            return;
        }

        foreach (var offer in transfer.Offers)
        {
            if (await TryDonorAsync(transfer, offer, stop)) return;
        }

        await GiveUpAsync(record, TransferState.Failed, "no donor delivered a usable part", tell: true, stop);
    }

    private async Task<bool> TryDonorAsync(Transfer transfer, DonorOffer offer, CancellationToken stop)
    {
        var chosen = await mailbox.AskAsync(
            () => state.Learner.SelectParts(offer.Parts, static part => part.Classes, static part => part.SizeBytes), stop);
        if (chosen.Count == 0) return false;

        var move = new TransferMove(TransferState.Fetching, offer.Agent, [.. chosen.Select(static part => part.Sha256)]);
        while (true)
        {
            try
            {
                // Repeated, it changes nothing, and is refused once the registry has closed the transfer.
                await session.CallAsync(() => session.Client.MoveAsync(transfer.Id, move, stop), stop);
                var parts = new List<ModelPart>();
                foreach (var part in chosen) parts.Add(await FetchAsync(part, stop));

                await mailbox.TellAsync(() => Hand(offer, parts), stop);
                courier.Wake();
                return true;
            }
            catch (RegistryUnavailableException exception)
            {
                // A registry that goes away in the middle is no fault of the donor's.
                AgentLog.DonorFailed(log, settings.Name, offer.Agent, exception.Message);
                await session.PauseAsync(BrokenFetchPause, stop);
            }
            catch (Exception exception) when (exception is RegistryException or ModelFormatException)
            {
                AgentLog.DonorFailed(log, settings.Name, offer.Agent, exception.Message);
                return false;
            }
        }
    }

    // On the pipeline: from here on the withheld samples decide.
    private void Hand(DonorOffer offer, List<ModelPart> parts)
    {
        state.Learner.Receive(parts);
        state.Update(open => open with { Donor = offer.Agent, JsdBits = offer.JsdBits });
        state.Send(new OutboxItem(state.Open!.Key, Move: new TransferMove(TransferState.Verifying, Sample: state.Learner.Samples)));
        state.Save();
    }

    private async Task<ModelPart> FetchAsync(PartOffer offer, CancellationToken stop)
    {
        var bytes = await session.Client.DownloadPartAsync(offer.Sha256, offer.SizeBytes, DonorPatience, stop);
        await mailbox.TellAsync(() => state.Update(open => open with { Bytes = open.Bytes + bytes.Length }), stop);
        var part = ModelPart.FromBytes(bytes);
        return part.Sha256 == offer.Sha256
            ? part
            : throw new ModelFormatException($"the bytes have the hash {part.Sha256} where {offer.Sha256} was promised");
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
