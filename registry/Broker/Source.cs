using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>Whom or what a candidate stands for.</summary>
/// <param name="candidate">What is ranked.</param>
/// <param name="parts">Makes the parts that may be offered: asked for of the few that are.</param>
/// <param name="fromZoo">Whether they are past parts.</param>
internal sealed class Source(Candidate candidate, Func<IReadOnlyList<PartOffer>> parts, bool fromZoo)
{
    public Candidate Candidate => candidate;

    /// <summary>Those that are neither recalled nor quarantined.</summary>
    public IReadOnlyList<PartOffer> Parts => parts();

    public bool FromZoo => fromZoo;
}

/// <summary>Makes candidates of what is stored.</summary>
internal sealed class Sources(Fleet fleet, IReadOnlyList<int> needs, DateTimeOffset now)
{
    private readonly Dictionary<string, int> _loads = fleet.Loads();
    private readonly WithdrawnParts _withdrawn = new(fleet.Recalled, fleet.Ratings.QuarantinedParts(now));

    /// <summary>A live agent.</summary>
    public Source Of(StoredAgent agent, string? site)
    {
        var document = agent.Document!;
        var profile = document.Numbers;
        var weighed = fleet.Ratings.Of(Rated.Agent, agent.Name).AsOf(now);
        return new Source(
            new Candidate(
                agent.Name, profile.ClassCounts, profile.Evidence, profile.Recall, Age(agent.ProfileAt.GetValueOrDefault(now)),
                _loads.GetValueOrDefault(agent.Name), weighed.Kept, weighed.Refused)
            {
                Lends = _withdrawn.Concern(profile) ? Lends(_withdrawn.Without(document.Profile.Parts)) : MayLend(profile),
                Standing = StandingOf(agent.Name),
                Together = TogetherWith(agent.Name),
                Sketch = profile.Sketch,
                Network = Nearness(site, SiteOf(agent)),
            },
            () => _withdrawn.Without(document.Profile.Parts), fromZoo: false);
    }

    /// <summary>Past parts; they come from the registry itself, so they carry no load.</summary>
    public Source Of(ZooEntry entry)
    {
        var parts = _withdrawn.Without(entry.Parts);
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
            () => parts, fromZoo: true);
    }

    /// <summary>An agent's site, by its label.</summary>
    public static string? SiteOf(StoredAgent? agent) => agent?.Registration.Labels?.GetValueOrDefault("site");

    private double Age(DateTimeOffset at) => Math.Max(0, (now - at).TotalSeconds);

    private Standing StandingOf(string donor) => fleet.Ratings.Of(Rated.Agent, donor).StandingAt(now);

    private DonorRecord TogetherWith(string donor) => fleet.Ratings.Of(Rated.Together, donor).AsOf(now);

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

    private bool MayLend(ProfileNumbers profile)
    {
        for (var j = 0; j < needs.Count; j++)
        {
            if (profile.Lends(needs[j])) return true;
        }

        return needs.Count == 0 && profile.PartCount > 0;
    }

    private static double Nearness(string? site, string? other) => site is null || other is null ? 0.5 : site == other ? 1 : 0;
}
