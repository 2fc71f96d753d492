namespace Cartel.Agent;

/// <summary>The registry's time, as it was last heard, carried on by the device's own clock. Thread-safe.</summary>
/// <remarks>Tickets end by the registry's clock, and a device's may be days off.</remarks>
internal sealed class RegistryClock(TimeProvider time)
{
    private long _ahead;

    /// <summary>The registry's time now.</summary>
    public DateTimeOffset Now => time.GetUtcNow().AddTicks(Volatile.Read(ref _ahead));

    /// <summary>Takes what the registry's clock shows at this moment.</summary>
    public void Hear(DateTimeOffset shown) => Volatile.Write(ref _ahead, (shown - time.GetUtcNow()).Ticks);
}
