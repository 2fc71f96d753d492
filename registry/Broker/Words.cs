using System.Text.Json;
using Cartel.Protocol;

namespace Cartel.Registry.Broker;

/// <summary>States and kinds as the protocol writes them: <c>rolled-back</c>.</summary>
internal static class Words
{
    private static readonly string[] States = [.. Enum.GetNames<TransferState>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];

    public static string Of(TransferState state) => States[(int)state];

    public static string Of(TriggerKind kind) => kind is TriggerKind.Novelty ? EventKinds.Novelty : EventKinds.Drift;

    public static bool TryState(string text, out TransferState state)
    {
        state = (TransferState)Array.IndexOf(States, text);
        return (int)state >= 0;
    }
}
