using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>The state machine of a transfer: offered → fetching → verifying → shadowing, and from any of them to an end.</summary>
/// <remarks>Pure. A move or receipt that is repeated changes nothing, so that an agent may send it again when it got no answer.</remarks>
internal static class TransferMoves
{
    /// <summary>The change that a target's move makes; its <c>After</c> is its <c>Before</c> when there is none.</summary>
    /// <param name="stored">What stands.</param>
    /// <param name="move">The move.</param>
    /// <param name="isHere">Whether a part lies in the relay: then nobody need upload it.</param>
    /// <param name="now">The time.</param>
    public static Checked<TransferChange> Move(StoredTransfer stored, TransferMove move, Func<string, bool> isHere, DateTimeOffset now)
    {
        var transfer = stored.Transfer;
        if (!TransferChange.IsOpen(transfer))
            return Refusals.TransferEnded.Because($"The transfer {transfer.Id} has ended: {Words.Of(transfer.State)}.");
        if (move.State is TransferState.Fetching) return Fetch(stored, move, isHere, now);
        if (move.State == transfer.State) return Unchanged(stored);

        // Who fetches part by part need not say when the last has come.
        return (transfer.State, move.State) is (TransferState.Fetching, TransferState.Verifying) or (TransferState.Fetching or TransferState.Verifying, TransferState.Shadowing)
            ? Changed(stored, transfer with { State = move.State }, move.Sample, now)
            : Illegal(transfer, move.State);
    }

    /// <summary>A choice as a move: ids become the hashes of what was offered. What was not offered stays as it is, to be refused.</summary>
    public static TransferMove Choose(Transfer transfer, PartChoice choice)
    {
        var offered = transfer.Offers.FirstOrDefault(offer => offer.Agent == choice.Donor)?.Parts ?? [];
        return new TransferMove(
            TransferState.Fetching, choice.Donor,
            [.. choice.Parts?.Select(id => offered.FirstOrDefault(part => part.Id == id)?.Sha256 ?? id) ?? offered.Select(static part => part.Sha256)]);
    }

    /// <summary>The end that a target reports.</summary>
    public static Checked<TransferChange> End(StoredTransfer stored, TransferReceipt receipt, DateTimeOffset now)
    {
        var transfer = stored.Transfer;
        if (!TransferChange.IsOpen(transfer))
        {
            return transfer.Receipt is { } before && Same(before, receipt)
                ? Unchanged(stored)
                : Refusals.TransferEnded.Because($"The transfer {transfer.Id} has ended already: {Words.Of(transfer.State)}.");
        }

        var after = transfer with { State = receipt.Outcome, Donor = receipt.Donor ?? transfer.Donor, Receipt = receipt, UpdatedAt = now };
        return new TransferChange(stored, after, EventTexts.Of(after, receipt.EndedAtSample), [], Credits.Of(after));
    }

    /// <summary>The end by a passed deadline.</summary>
    public static TransferChange Expire(StoredTransfer stored, DateTimeOffset now)
    {
        var after = stored.Transfer with { State = TransferState.Expired, UpdatedAt = now };
        return new TransferChange(stored, after, EventTexts.Of(after, sample: null, cameFrom: stored.Transfer.State), [], []);
    }

    private static Checked<TransferChange> Fetch(StoredTransfer stored, TransferMove move, Func<string, bool> isHere, DateTimeOffset now)
    {
        var transfer = stored.Transfer;
        if (transfer.State is TransferState.Shadowing) return Illegal(transfer, move.State);

        var offer = transfer.Offers.FirstOrDefault(offer => offer.Agent == move.Donor);
        if (offer is null) return Refusals.DonorNotOffered.Because($"“{move.Donor}” is not among the donors offered: {Names(transfer)}.");
        if (move.Parts is not { Count: > 0 }) return Refusals.DonorNotOffered.Because("parts is due: the hashes of the parts wanted.");

        foreach (var wanted in move.Parts)
        {
            if (offer.Parts.All(part => part.Sha256 != wanted))
                return Refusals.DonorNotOffered.Because($"“{offer.Agent}” did not offer the part “{wanted}”.");
        }

        var repeated = transfer.State is TransferState.Fetching && transfer.Donor == offer.Agent;
        var change = repeated
            ? Unchanged(stored)
            : Changed(stored, transfer with { State = TransferState.Fetching, Donor = offer.Agent }, move.Sample, now);
        // Past parts are here already, and what the target fetches itself the donor need not bring: there is nobody to ask.
        return offer.FromZoo || move.Direct ? change : change with { Wanted = [.. move.Parts.Where(sha256 => !isHere(sha256))] };
    }

    private static TransferChange Changed(StoredTransfer stored, Transfer after, long? sample, DateTimeOffset now)
    {
        var next = after with { UpdatedAt = now, Deadline = now + Deadlines.Of(after.State) };
        return new TransferChange(stored, next, EventTexts.Of(next, sample), [], []);
    }

    private static TransferChange Unchanged(StoredTransfer stored) => new(stored, stored.Transfer, Event: null, [], []);

    private static Refusal Illegal(Transfer transfer, TransferState to) => Refusals.IllegalMove.Because(
        $"A transfer that is {Words.Of(transfer.State)} cannot become {Words.Of(to)}"
        + (to >= TransferState.Adopted ? "; its receipt ends it." : "."));

    // Records with lists compare by reference; their JSON compares by value.
    private static bool Same(TransferReceipt a, TransferReceipt b) =>
        StoredJson.Write(a, CartelJson.Default.TransferReceipt) == StoredJson.Write(b, CartelJson.Default.TransferReceipt);

    private static string Names(Transfer transfer) =>
        transfer.Offers.Count == 0 ? "none" : string.Join(", ", transfer.Offers.Select(static offer => offer.Agent));
}
