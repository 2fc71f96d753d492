using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>A class that agents ask for lately.</summary>
/// <param name="Class">Its index.</param>
/// <param name="Targets">Who asked, in name order.</param>
internal sealed record Wave(int Class, IReadOnlyList<string> Targets);

/// <summary>Sees a class come through a neighbourhood, and tells those whom it has not reached yet.</summary>
/// <remarks>
/// Pure. A class emerges for an agent that does not know it when at least two agents near it asked for it, as novel or for
/// drift, in the last ten minutes. Near is within 0.3 bits in doubt, the class itself left out on the neighbour's side: it
/// is what they will share, not what they share now.
/// </remarks>
internal static class Emergence
{
    /// <summary>How long a request counts.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    /// <summary>How many of the last transfers are looked at.</summary>
    public const int Transfers = 200;

    private const int LeastTargets = 2;
    private const double NearBits = 0.3;
    private const int MostClasses = 3;
    private const int MostOffers = 2;

    // A part from so many more samples is worth fetching again.
    private const int WorthMore = 2;

    // A wave tells its news anew at each request: it reaches a large fleet in strides, not in a stampede.
    private const int MostWarned = 32;

    /// <summary>The classes that at least two agents asked for lately: for most fleets at most times none.</summary>
    public static IReadOnlyList<Wave> Waves(IReadOnlyList<Transfer> recent, DateTimeOffset now) =>
    [
        .. recent.Where(transfer => now - transfer.CreatedAt < Recent)
            .SelectMany(static transfer => transfer.Needs.Select(need => (Class: need, transfer.Target)))
            .GroupBy(static one => one.Class, static one => one.Target)
            .Select(static one => new Wave(one.Key, [.. one.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]))
            .Where(static wave => wave.Targets.Count >= LeastTargets)
            .OrderBy(static wave => wave.Class),
    ];

    /// <summary>The waves whose class an agent has not met lately, whoever is near: a look that needs no fleet.</summary>
    public static IReadOnlyList<Wave> Unknown(IReadOnlyList<Wave> waves, string agent, AgentProfile profile) =>
    [
        .. waves.Where(wave => wave.Class < profile.ClassCounts.Count && profile.ClassCounts[wave.Class] == 0 && !wave.Targets.Contains(agent)),
    ];

    /// <summary>Whom a wave may reach next: live agents near the one that asked last, that have not met the class; the nearest first.</summary>
    public static IReadOnlyList<string> Next(Wave wave, string asking, Fleet fleet, DateTimeOffset now)
    {
        if (fleet.Agents.FirstOrDefault(agent => agent.Name == asking)?.Profile is not { } front) return [];

        return
        [
            .. fleet.Agents
                .Where(agent => agent.LeaseUntil > now && agent.Profile is { } profile && Unknown([wave], agent.Name, profile).Count > 0)
                .Select(agent => (agent.Name, Distance: Distance(agent.Profile!, front, wave.Class)))
                .Where(static one => one.Distance <= NearBits)
                .OrderBy(static one => one.Distance)
                .ThenBy(static one => one.Name, StringComparer.Ordinal)
                .Take(MostWarned)
                .Select(static one => one.Name),
        ];
    }

    /// <summary>What emerges around an agent, with who can help; the class that most neighbours asked for first.</summary>
    public static IReadOnlyList<EmergingClass> Find(
        StoredAgent agent, IReadOnlyList<Wave> waves, Fleet fleet, Matchmaker matchmaker, DateTimeOffset now)
    {
        var profile = agent.Profile!;
        if (profile.ClassCounts.All(static count => count == 0)) return [];

        var near = Unknown(waves, agent.Name, profile)
            .Select(wave => (wave.Class, Count: Near(wave, profile, fleet)))
            .Where(static one => one.Count >= LeastTargets)
            .OrderByDescending(static one => one.Count)
            .ThenBy(static one => one.Class)
            .Take(MostClasses);
        var emerging = new List<EmergingClass>();
        foreach (var (label, count) in near)
        {
            // Another draw for each agent, so that those who are told at once do not all go to one donor.
            var query = new NeighbourQuery(profile.ClassCounts, [label], profile.Recall) { Sketch = profile.Sketch, Draw = StableHash.Of($"{agent.Name} {label}") };
            var offers = matchmaker.Offer(query, agent.Name, agent.Registration.SchemaHash, fleet, MostOffers, now).Offers;
            if (offers.Count > 0 && EvidenceFor(label, offers[0]) >= WorthMore * profile.Evidence[label]) emerging.Add(new EmergingClass(label, count, offers));
        }

        return emerging;
    }

    /// <summary>From how many samples of a class its best part on offer was learned.</summary>
    public static long EvidenceFor(int label, DonorOffer offer) => offer.Parts.Where(part => part.Classes.Contains(label)).Select(static part => part.Evidence).DefaultIfEmpty().Max();

    private static int Near(Wave wave, AgentProfile profile, Fleet fleet)
    {
        var targets = wave.Targets.ToHashSet(StringComparer.Ordinal);
        return fleet.Agents.Count(agent => targets.Contains(agent.Name) && agent.Profile is { } other && IsNear(profile, other, wave.Class));
    }

    private static bool IsNear(AgentProfile profile, AgentProfile other, int emerging) => Distance(profile, other, emerging) <= NearBits;

    private static double Distance(AgentProfile profile, AgentProfile other, int emerging)
    {
        long[] counts = [.. other.ClassCounts];
        counts[emerging] = 0;
        if (counts.Length != profile.ClassCounts.Count || counts.All(static count => count == 0) || profile.ClassCounts.All(static count => count == 0))
            return double.PositiveInfinity;

        var estimate = JensenShannon.Estimate([.. profile.ClassCounts], counts);
        return estimate.Bits - estimate.StandardErrorBits;
    }
}
