namespace Cartel.Protocol;

/// <summary>How long an upload stands for what its donor would send now.</summary>
/// <remarks>A part is offered as it was when it was published; until it is fetched its donor has learned on. It is therefore asked for
/// again, unless somebody else has just had it.</remarks>
public static class Freshness
{
    /// <summary>One minute: a wave of targets shares an upload.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(1);
}
