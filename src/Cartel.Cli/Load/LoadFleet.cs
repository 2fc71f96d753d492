using System.Collections.Concurrent;

namespace Cartel.Cli;

/// <summary>What the connections share.</summary>
/// <param name="bodies">What is sent.</param>
/// <param name="names">The agents' names.</param>
/// <param name="firstSequence">The sequence number of the first publications.</param>
internal sealed class LoadFleet(LoadBodies bodies, IReadOnlyList<string> names, long firstSequence)
{
    private readonly long[] _next = new long[Enum.GetValues<LoadOperation>().Length];

    public LoadBodies Bodies => bodies;

    public IReadOnlyList<string> Names => names;

    /// <summary>Their keys, where they enrol.</summary>
    public LoadIdentities? Identities { get; set; }

    public long FirstSequence => firstSequence;

    /// <summary>Transfers that wait for their receipt, and who asked for them.</summary>
    public ConcurrentQueue<(string Id, long Agent)> OpenTransfers { get; } = new();

    /// <summary>Whose turn it is: agents take turns, so that no two publications of one agent are under way at once.</summary>
    public long NextAgent(LoadOperation operation) => Interlocked.Increment(ref _next[(int)operation]) - 1;
}
