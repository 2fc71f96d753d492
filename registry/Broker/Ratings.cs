using Cartel.Collaboration;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>What outcomes say of a task's donors and parts, as one target sees them.</summary>
/// <remarks>A store fills it by <see cref="Set"/>; who keeps no store may add ratings as they come.</remarks>
internal sealed class Ratings
{
    public static readonly Ratings None = new();

    private readonly Dictionary<string, DonorRecord>[] _records;

    public Ratings()
        : this([.. Enum.GetValues<Rated>().Select(static _ => new Dictionary<string, DonorRecord>(StringComparer.Ordinal))])
    {
    }

    private Ratings(Dictionary<string, DonorRecord>[] records) => _records = records;

    /// <summary>What is known; nothing is a record of zeros.</summary>
    public DonorRecord Of(Rated of, string name) => _records[(int)of] is { Count: > 0 } records ? records.GetValueOrDefault(name) : default;

    public void Set(RatedSubject subject, DonorRecord record) => _records[(int)subject.Of][subject.Name] = record;

    /// <summary>These, with what another set says of donors to one target.</summary>
    public Ratings With(Ratings together)
    {
        Dictionary<string, DonorRecord>[] records = [.. _records];
        records[(int)Rated.Together] = together._records[(int)Rated.Together];
        return new Ratings(records);
    }

    /// <summary>The parts that did so much harm that nobody is offered them.</summary>
    public IEnumerable<string> QuarantinedParts(DateTimeOffset now) =>
        _records[(int)Rated.Part].Where(record => record.Value.StandingAt(now) is Standing.Quarantined).Select(static record => record.Key);

    public void Add(Rating rating, DateTimeOffset now) =>
        Set(new RatedSubject(rating.Of, rating.Name), Of(rating.Of, rating.Name).Rate(rating.Kept, rating.Refused, now));
}
