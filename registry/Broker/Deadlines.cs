using Cartel.Protocol;

namespace Cartel.Registry.Broker;

/// <summary>How long a transfer may stay in a state before it expires.</summary>
internal static class Deadlines
{
    private static readonly TimeSpan Probation = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(60);

    public static TimeSpan Of(TransferState state) => state is TransferState.Shadowing ? Probation : Step;
}
