namespace Cartel.Simulation;

/// <summary>Who is averaged with whom.</summary>
internal interface ICohorts
{
    /// <summary>The group of a device; only equality counts.</summary>
    int Of(int device);

    /// <summary>A participant's report arrives, before its model.</summary>
    void Tell(int device, ClassReport report);

    /// <summary>Called once a round, before its models are averaged.</summary>
    void Settle(long round);
}

/// <summary>All devices together.</summary>
internal sealed class OneCohort : ICohorts
{
    public int Of(int device) => 0;

    public void Tell(int device, ClassReport report)
    {
    }

    public void Settle(long round)
    {
    }
}
