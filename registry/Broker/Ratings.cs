using Cartel.Collaboration;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>What outcomes say of a task's donors and parts, as one target sees them.</summary>
/// <remarks>A store fills it by <see cref="Set"/>; who keeps no store may add ratings as they come.</remarks>
internal sealed class Ratings
{
    private readonly Dictionary<string, DonorRecord>[] _records = [.. Enum.GetValues<Rated>().Select(static _ => new Dictionary<string, DonorRecord>(StringComparer.Ordinal))];

    public static readonly Ratings None = new();

    /// <summary>Whether any part has a record.</summary>
    public bool KnowsParts => _records[(int)Rated.Part].Count > 0;

    /// <summary>What is known; nothing is a record of zeros.</summary>
    public DonorRecord Of(Rated of, string name) => _records[(int)of] is { Count: > 0 } records ? records.GetValueOrDefault(name) : default;

    public void Set(RatedSubject subject, DonorRecord record) => _records[(int)subject.Of][subject.Name] = record;

    public void Add(Rating rating, DateTimeOffset now) =>
        Set(new RatedSubject(rating.Of, rating.Name), Of(rating.Of, rating.Name).Rate(rating.Kept, rating.Refused, now));
}
