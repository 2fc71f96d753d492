using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>/tasks/{task}/clusters</c>: groups of agents alike.</summary>
internal static class ClustersApi
{
    private const int DefaultMembers = 20;
    public const int MostMembers = 1_000;

    public static void MapClusters(this RouteGroupBuilder routes) =>
        routes.MapGet("/tasks/{task}/clusters", GetAsync).Produces<ClusterList>().Refuses(400, 404);

    private static async Task<IResult> GetAsync(string ns, string task, int? members, IMetadataStore store, ClusterFinder finder, CancellationToken cancellation)
    {
        if (members is < 0 or > MostMembers) return Answers.Refuse(Refusals.InvalidQuery, $"members is {members}; 0 to {MostMembers} is allowed.");

        var key = new TaskKey(ns, task);
        if (await store.FindTaskAsync(key, cancellation) is null) return Answers.NoTask(task);

        var found = await finder.FindAsync(key, cancellation);
        return Answers.Json(
            found with { Items = [.. found.Items.Select(group => group with { Members = [.. group.Members.Take(members ?? DefaultMembers)] })] },
            CartelJson.Default.ClusterList);
    }
}
