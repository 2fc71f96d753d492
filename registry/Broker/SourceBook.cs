using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>Makes candidates for one request, and knows what they stand for.</summary>
internal sealed class SourceBook(Fleet fleet, IReadOnlyList<int> needs, DateTimeOffset now, string target)
{
    private readonly Sources _makes = new(fleet, needs, now);
    private readonly string? _site = Sources.SiteOf(fleet.Find(target));
    private readonly Dictionary<Candidate, Source> _sources = new(ReferenceEqualityComparer.Instance);

    public DateTimeOffset Now => now;

    /// <summary>How near on the network a candidate is at most.</summary>
    public double NearestOnNetwork => Sources.Nearness(_site, _site);

    public Candidate Add(StoredAgent agent) => Add(_makes.Of(agent, _site));

    public Candidate Add(ZooEntry entry) => Add(_makes.Of(entry));

    public Source Of(Candidate candidate) => _sources[candidate];

    private Candidate Add(Source source)
    {
        _sources.Add(source.Candidate, source);
        return source.Candidate;
    }
}
