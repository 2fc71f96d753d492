using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>What is known of a task's agents, as the matchmaker takes it.</summary>
/// <param name="Agents">All of them.</param>
/// <param name="Open">The transfers that have not ended.</param>
internal sealed record Fleet(IReadOnlyList<StoredAgent> Agents, IReadOnlyList<Transfer> Open)
{
    private Lazy<Dictionary<string, StoredAgent>>? _byName;

    /// <summary>Finds an agent by its name; by default among all.</summary>
    public Func<string, StoredAgent?>? Index { get; init; }

    /// <summary>The past parts that can be had.</summary>
    public IReadOnlyList<ZooEntry> Zoo { get; init; } = [];

    /// <summary>What outcomes say of donors and parts.</summary>
    public Ratings Ratings { get; init; } = Ratings.None;

    /// <summary>Hashes of recalled parts.</summary>
    public IReadOnlySet<string> Recalled { get; init; } = new HashSet<string>();

    /// <summary>An agent by its name, or null.</summary>
    public StoredAgent? Find(string name)
    {
        if (Index is { } index) return index(name);

        _byName ??= new(() => Agents.ToDictionary(static agent => agent.Name, StringComparer.Ordinal));
        return _byName.Value.GetValueOrDefault(name);
    }

    /// <summary>How many open transfers each donor serves: those that chose it, and those that will ask it first.</summary>
    public Dictionary<string, int> Loads()
    {
        var loads = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var transfer in Open)
        {
            var donor = transfer.Donor ?? (transfer.Offers.Count > 0 ? transfer.Offers[0].Agent : null);
            if (donor is not null) loads[donor] = loads.GetValueOrDefault(donor) + 1;
        }

        return loads;
    }
}
