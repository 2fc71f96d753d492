namespace Cartel.Simulation;

/// <summary>The link between a device and the cloud.</summary>
/// <param name="Latency">One way.</param>
/// <param name="BitsPerSecond">Each way; above 0.</param>
/// <param name="Loss">The share of messages that are lost and sent again; in [0, 1).</param>
public sealed record LinkSettings(TimeSpan Latency, double BitsPerSecond, double Loss = 0)
{
    /// <summary>20 ms and 10 Mbit/s, nothing lost: a device on a mobile network.</summary>
    public static LinkSettings Default { get; } = new(TimeSpan.FromMilliseconds(20), 10e6);
}
