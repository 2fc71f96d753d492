using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>A class that agents ask for lately.</summary>
/// <param name="Class">Its index.</param>
/// <param name="Targets">Who asked, in name order: of many the last ones.</param>
/// <param name="Asked">All who asked.</param>
internal sealed record Wave(int Class, IReadOnlyList<string> Targets, IReadOnlySet<string> Asked);

/// <summary>Sees a class come through a neighbourhood, and tells those whom it has not reached yet.</summary>
/// <remarks>
/// Pure. A class emerges for an agent that does not know it when at least two agents near it asked for it, as novel or for
/// drift, in the last ten minutes and when they had a hundred samples. Near is within 0.3 bits in doubt, the class itself left out on the neighbour's side: it
/// is what they will share, not what they share now.
/// </remarks>
internal static class Emergence
{
    /// <summary>How long a request counts.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    /// <summary>Among how many who asked for a class an agent's neighbours are looked for.</summary>
    private const int MostTargets = 200;

    // A younger agent asks for all that it has met: that tells of its age, and of nothing that spreads.
    private const int LeastSample = 100;

    private const int LeastTargets = 2;
    private const double NearBits = 0.3;
    private const int MostClasses = 3;
    private const int MostOffers = 3;

    // A part from so many more samples is worth fetching again.
    private const int WorthMore = 2;

    // A wave reaches a large fleet in strides, not in a stampede, and what a request costs does not grow with the fleet.
    private const int MostWarned = 32;
    private const int MostCompared = 128;

    /// <summary>The classes that at least two agents asked for lately: for most fleets at most times none.</summary>
    /// <param name="recent">The last transfers, newest first.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<Wave> Waves(IReadOnlyList<Transfer> recent, DateTimeOffset now) =>
    [
        .. recent.Where(transfer => now - transfer.CreatedAt < Recent && transfer.Trigger.Sample >= LeastSample)
            .SelectMany(static transfer => transfer.Needs.Select(need => (Class: need, transfer.Target)))
            .GroupBy(static one => one.Class, static one => one.Target)
            .Select(static one => WaveOf(one.Key, [.. one.Distinct(StringComparer.Ordinal)]))
            .Where(static wave => wave.Targets.Count >= LeastTargets)
            .OrderBy(static wave => wave.Class),
    ];

    /// <summary>The waves whose class an agent has not met lately, whoever is near: a look that needs no fleet.</summary>
    public static IReadOnlyList<Wave> Unknown(IReadOnlyList<Wave> waves, string agent, ProfileNumbers profile) =>
    [
        .. waves.Where(wave => IsUnknown(wave, agent, profile)),
    ];

    /// <summary>Whom a wave may reach next: some live agents near the one that asked last, which have not met the class.</summary>
    /// <param name="wave">The wave.</param>
    /// <param name="last">Who asked last.</param>
    /// <param name="fleet">All agents; of many some are looked at, from one on that <paramref name="last"/> draws.</param>
    /// <param name="now">Whose lease is over by then is not told.</param>
    public static IReadOnlyList<string> Next(Wave wave, string last, Fleet fleet, DateTimeOffset now)
    {
        if (fleet.Find(last)?.Document is not { Numbers: { } front }) return [];

        var first = (int)((uint)StableHash.Of(last) % fleet.Agents.Count);
        return
        [
            .. fleet.Agents.Skip(first).Concat(fleet.Agents.Take(first))
                .Where(agent => agent.LeaseUntil > now && agent.Document is { } profile && IsUnknown(wave, agent.Name, profile.Numbers))
                .Take(MostCompared)
                .Where(agent => IsNear(agent.Document!.Numbers, front, wave.Class))
                .Take(MostWarned)
                .Select(static agent => agent.Name),
        ];
    }

    /// <summary>From how many samples of a class the best of a donor's parts for it was learned.</summary>
    public static long EvidenceFor(int label, DonorOffer offer) =>
        offer.Parts.Where(part => part.Classes.Contains(label)).Select(static part => part.Evidence).DefaultIfEmpty().Max();

    /// <summary>Those waves that at least two agents near an agent belong to, with how many these are; the class that most asked for first.</summary>
    public static IReadOnlyList<(int Class, int Count)> Near(IReadOnlyList<Wave> unknown, ProfileNumbers profile, Fleet fleet) => !profile.ClassCounts.AsSpan().ContainsAnyExcept(0L)
        ? []
        :
        [
            .. unknown.Select(wave => (wave.Class, Count: Near(wave, profile, fleet)))
                .Where(static one => one.Count >= LeastTargets)
                .OrderByDescending(static one => one.Count)
                .ThenBy(static one => one.Class)
                .Take(MostClasses),
        ];

    /// <summary>What emerges around an agent, with who can help.</summary>
    public static IReadOnlyList<EmergingClass> Find(
        StoredAgent agent, IReadOnlyList<(int Class, int Count)> near, Fleet fleet, Matchmaker matchmaker, DateTimeOffset now)
    {
        var profile = agent.Profile!;
        var emerging = new List<EmergingClass>();
        foreach (var (label, count) in near)
        {
            // Another draw for each agent, so that those who are told at once do not all go to one donor.
            var query = new NeighbourQuery(profile.ClassCounts, [label], profile.Recall) { Sketch = profile.Sketch, Draw = StableHash.Of($"{agent.Name} {label}") };
            var offers = matchmaker.Offer(query, agent.Name, agent.Registration.SchemaHash, fleet, MostOffers, now);
            if (offers.Count > 0 && EvidenceFor(label, offers[0]) >= WorthMore * profile.Evidence[label]) emerging.Add(new EmergingClass(label, count, offers));
        }

        return emerging;
    }

    private static bool IsUnknown(Wave wave, string agent, ProfileNumbers profile) =>
        wave.Class < profile.ClassCounts.Length && profile.ClassCounts[wave.Class] == 0 && !wave.Asked.Contains(agent);

    private static Wave WaveOf(int label, List<string> newestFirst) =>
        new(label, [.. newestFirst.Take(MostTargets).Order(StringComparer.Ordinal)], newestFirst.ToHashSet(StringComparer.Ordinal));

    private static int Near(Wave wave, ProfileNumbers profile, Fleet fleet) =>
        wave.Targets.Count(target => fleet.Find(target)?.Document is { } other && IsNear(profile, other.Numbers, wave.Class));

    private static bool IsNear(ProfileNumbers profile, ProfileNumbers other, int emerging)
    {
        long[] counts = [.. other.ClassCounts];
        counts[emerging] = 0;
        if (counts.Length != profile.ClassCounts.Length || !counts.AsSpan().ContainsAnyExcept(0L) || !profile.ClassCounts.AsSpan().ContainsAnyExcept(0L)) return false;

        var estimate = JensenShannon.Estimate(profile.ClassCounts, counts);
        return estimate.Bits - estimate.StandardErrorBits <= NearBits;
    }
}
