using Cartel.Collaboration;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>A fleet that is arranged so that not all of it need be looked at.</summary>
internal interface IDonorSearch
{
    /// <summary>An agent by its name, or null.</summary>
    StoredAgent? Find(string name);

    /// <summary>Those who may help, with the most that each can score (<see cref="DonorColumns"/>), the most promising first.</summary>
    /// <param name="query">Who asks.</param>
    /// <param name="byDivergence">Whether nearness is the divergence.</param>
    /// <param name="network">How near they are on the network at most.</param>
    /// <param name="ratings">What is known of donors.</param>
    /// <param name="now">The time.</param>
    IEnumerable<(StoredAgent Agent, double AtMost)> Likely(NeighbourQuery query, bool byDivergence, double network, Ratings ratings, DateTimeOffset now);
}
