namespace Cartel.Registry.Broker;

/// <summary>Spreads a growing fleet over time: the more agents, the longer their leases and pauses.</summary>
/// <remarks>
/// <code>interval = max(base, agents / 50) s, lengthened by up to a quarter at random.</code>
/// So the registry sees at most 50 publications, and with leases renewed at a third at most 150 renewals, a second from
/// any number of agents, and agents that began together drift apart. The formula is that of HashiCorp Nomad's heartbeats (rate-scaled interval and stagger), whose
/// stagger is a whole interval.
/// </remarks>
/// <param name="lease">The base of a lease.</param>
/// <param name="random">Where the jitter comes from.</param>
internal sealed class FleetPace(TimeSpan lease, Random random)
{
    /// <summary>Publications, and ends of leases, that a registry takes a second.</summary>
    public const double PerSecond = 50;

    private const double BasePauseSeconds = 1;
    private const double MostJitter = 0.25;
    private const double ReturnsPerSecond = 1_000;
    private const double MostRetrySeconds = 60;

    private readonly Lock _random = new();
    private int _agents;

    /// <summary>How many agents hold a lease, as last counted.</summary>
    public int Agents
    {
        get => Volatile.Read(ref _agents);
        set => Volatile.Write(ref _agents, value);
    }

    public double LeaseSeconds() => Interval(lease.TotalSeconds);

    public double PauseSeconds() => Interval(BasePauseSeconds);

    /// <summary>The shortest lease that is granted just now.</summary>
    public double ShortestLeaseSeconds() => Shortest(lease.TotalSeconds);

    /// <summary>When an agent that could not be served should ask again: whole seconds, spread so that at most 1,000 of the fleet come back
    /// in one, up to a minute.</summary>
    public int RetrySeconds()
    {
        lock (_random) return 1 + (int)(Math.Clamp(Agents / ReturnsPerSecond, 1, MostRetrySeconds - 1) * random.NextDouble());
    }

    private double Interval(double least)
    {
        lock (_random) return Shortest(least) * (1 + MostJitter * random.NextDouble());
    }

    private double Shortest(double least) => Math.Max(least, Agents / PerSecond);
}
