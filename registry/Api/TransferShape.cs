using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Lists;

namespace Cartel.Registry.Api;

/// <summary>What filters and sorts may say of transfers.</summary>
internal static class TransferShape
{
    public static readonly Shape<Transfer> Shape = new(
        "transfers", static transfer => transfer.Id,
        [
            Field<Transfer>.Text("id", static transfer => transfer.Id),
            Field<Transfer>.Text("target", static transfer => transfer.Target),
            Field<Transfer>.Text("donor", static transfer => transfer.Donor),
            Field<Transfer>.Text("state", static transfer => Words.Of(transfer.State), [.. Enum.GetValues<TransferState>().Select(Words.Of)]),
            Field<Transfer>.Text("trigger", static transfer => Words.Of(transfer.Trigger.Kind), [.. Enum.GetValues<TriggerKind>().Select(Words.Of)]),
            Field<Transfer>.Number("sample", static transfer => transfer.Trigger.Sample),
            Field<Transfer>.Number("offers", static transfer => transfer.Offers.Count),
            Field<Transfer>.Time("createdAt", static transfer => transfer.CreatedAt),
            Field<Transfer>.Time("updatedAt", static transfer => transfer.UpdatedAt),
            Field<Transfer>.Time("deadline", static transfer => transfer.Deadline),
            Field<Transfer>.Number("bytesFetched", static transfer => transfer.Receipt?.BytesFetched),
            Field<Transfer>.Number("errorBefore", static transfer => transfer.Receipt?.ErrorBefore),
            Field<Transfer>.Number("errorAfter", static transfer => transfer.Receipt?.ErrorAfter),
        ],
        newestFirst: true);
}
