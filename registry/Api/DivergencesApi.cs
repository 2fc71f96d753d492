using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>/tasks/{task}/divergences</c>: who is how far from whom, for a map of a fleet.</summary>
internal static class DivergencesApi
{
    /// <summary>The most agents of a matrix: their divergences take some 10 ms.</summary>
    public const int MostAgents = 100;

    private const int DefaultAgents = 60;
    private const int Digits = 4;

    public static void MapDivergences(this RouteGroupBuilder routes) =>
        routes.MapGet("/tasks/{task}/divergences", GetAsync).Produces<DivergenceMatrix>().Refuses(400, 404);

    private static async Task<IResult> GetAsync(
        string ns, string task, string? agents, int? limit, IMetadataStore store, ClusterFinder clusters, CancellationToken cancellation)
    {
        if (limit is < 1 or > MostAgents) return Answers.Refuse(Refusals.InvalidQuery, $"limit is {limit}; 1 to {MostAgents} is allowed.");

        var wanted = (agents ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToArray();
        if (wanted.Length > MostAgents) return Answers.Refuse(Refusals.InvalidQuery, $"agents names {wanted.Length}; at most {MostAgents} are allowed.");

        var key = new TaskKey(ns, task);
        if (await store.FindTaskAsync(key, cancellation) is null) return Answers.NoTask(task);

        var found = await clusters.FindAsync(key, cancellation);
        var most = limit ?? DefaultAgents;
        (string Name, int Group)[] names = wanted.Length > 0
            ? [.. wanted.Select(name => (name, GroupOf(found, name))).Take(most)]
            : [.. Sample(found, most)];
        var counted = new List<(string Name, int Group, long[] Counts)>(names.Length);
        foreach (var (name, group) in names)
        {
            if ((await store.FindAgentAsync(key.Agent(name), cancellation))?.Document?.Numbers.ClassCounts is { } counts && counts.Any(static count => count > 0))
                counted.Add((name, group, counts));
        }

        return Answers.Json(
            new DivergenceMatrix([.. counted.Select(static one => one.Name)], [.. counted.Select(static one => one.Group)], Matrix(counted), found.Agents),
            CartelJson.Default.DivergenceMatrix);
    }

    private static int GroupOf(ClusterList found, string name)
    {
        for (var i = 0; i < found.Items.Count; i++)
        {
            if (found.Items[i].Members.Contains(name)) return i;
        }

        return -1;
    }

    // Of each group its share, the first by name; of a small group one.
    private static IEnumerable<(string Name, int Group)> Sample(ClusterList found, int most)
    {
        var share = found.Agents == 0 ? 0 : Math.Min(1, (double)most / found.Agents);
        return found.Items
            .SelectMany((group, i) => group.Members.Take(Math.Max(1, (int)Math.Round(group.Size * share))).Select(name => (name, i)))
            .Take(most);
    }

    private static double[][] Matrix(List<(string Name, int Group, long[] Counts)> agents)
    {
        var bits = new double[agents.Count][];
        for (var i = 0; i < agents.Count; i++)
        {
            bits[i] = new double[agents.Count];
            for (var j = 0; j < i; j++)
                bits[i][j] = bits[j][i] = Math.Round(Math.Clamp(JensenShannon.Estimate(agents[i].Counts, agents[j].Counts).Bits, 0, 1), Digits);
        }

        return bits;
    }
}
