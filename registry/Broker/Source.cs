using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>Whom or what a candidate stands for, with the parts that may be offered.</summary>
/// <param name="Candidate">What is ranked.</param>
/// <param name="Donor">Who made the parts.</param>
/// <param name="Parts">Those that are neither recalled nor quarantined.</param>
/// <param name="FromZoo">Whether they are past parts.</param>
internal sealed record Source(Candidate Candidate, string Donor, IReadOnlyList<PartOffer> Parts, bool FromZoo);

/// <summary>Makes candidates of what is stored.</summary>
internal sealed class Sources(Fleet fleet, IReadOnlyList<int> needs, DateTimeOffset now)
{
    private readonly Dictionary<string, int> _loads = fleet.Loads();
    private readonly bool _withdrawn = fleet.Recalled.Count > 0 || fleet.Ratings.KnowsParts;

    /// <summary>A live agent.</summary>
    public Source Of(StoredAgent agent, string? site)
    {
        var profile = agent.Profile!;
        var parts = Offered(profile.Parts);
        var weighed = fleet.Ratings.Of(Rated.Agent, agent.Name).AsOf(now);
        return new Source(
            new Candidate(
                agent.Name, profile.ClassCounts, profile.Evidence, profile.Recall, Age(agent.ProfileAt.GetValueOrDefault(now)),
                _loads.GetValueOrDefault(agent.Name), weighed.Kept, weighed.Refused)
            {
                Lends = Lends(parts),
                Standing = StandingOf(agent.Name),
                Together = TogetherWith(agent.Name),
                Sketch = profile.Sketch,
                Network = Nearness(site, SiteOf(agent)),
            },
            agent.Name, parts, FromZoo: false);
    }

    /// <summary>Past parts; they come from the registry itself, so they carry no load.</summary>
    public Source Of(ZooEntry entry)
    {
        var parts = Offered(entry.Parts);
        var weighed = fleet.Ratings.Of(Rated.Agent, entry.Donor).AsOf(now);
        return new Source(
            new Candidate(
                ZooNames.Of(entry), entry.ClassCounts, entry.Evidence, entry.Recall, Age(entry.KeptAt), OpenTransfers: 0, weighed.Kept, weighed.Refused)
            {
                Lends = Lends(parts),
                Standing = StandingOf(entry.Donor),
                Together = TogetherWith(entry.Donor),
                Sketch = entry.Sketch,
            },
            entry.Donor, parts, FromZoo: true);
    }

    /// <summary>An agent's site, by its label.</summary>
    public static string? SiteOf(StoredAgent? agent) => agent?.Registration.Labels?.GetValueOrDefault("site");

    private double Age(DateTimeOffset at) => Math.Max(0, (now - at).TotalSeconds);

    private Standing StandingOf(string donor) => fleet.Ratings.Of(Rated.Agent, donor).StandingAt(now);

    private DonorRecord TogetherWith(string donor) => fleet.Ratings.Of(Rated.Together, donor).AsOf(now);

    // A part is blamed by its hash, whoever offers it: colluders with one part share its fate.
    private IReadOnlyList<PartOffer> Offered(IReadOnlyList<PartOffer> parts) =>
        _withdrawn ? [.. parts.Where(part => !PartRules.IsRecalled(part, fleet.Recalled) && !IsQuarantined(part))] : parts;

    private bool IsQuarantined(PartOffer part) =>
        fleet.Ratings.Of(Rated.Part, part.Sha256).StandingAt(now) is Standing.Quarantined
        || (part.DerivedFrom?.Any(source => fleet.Ratings.Of(Rated.Part, source.Sha256).StandingAt(now) is Standing.Quarantined) ?? false);

    // Plain loops: this is asked of every agent of a large fleet.
    private bool Lends(IReadOnlyList<PartOffer> parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            for (var j = 0; j < needs.Count; j++)
            {
                if (parts[i].Classes.Contains(needs[j])) return true;
            }
        }

        return needs.Count == 0 && parts.Count > 0;
    }

    private static double Nearness(string? site, string? other) => site is null || other is null ? 0.5 : site == other ? 1 : 0;
}
