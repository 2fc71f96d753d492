using System.Globalization;
using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Replica;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>…/agents/{agent}/neighbours</c>: who is close, and why.</summary>
internal static class NeighboursApi
{
    private const int DefaultCount = 3;
    private const int MostCount = 100;

    public static void MapNeighbours(this RouteGroupBuilder routes) =>
        routes.MapGet("/tasks/{task}/agents/{agent}/neighbours", GetAsync).Produces<NeighbourList>().Refuses(400, 404);

    private static async Task<IResult> GetAsync(
        string ns, string task, string agent, int? k, string? classes, double? maxJsdBits, bool? explain, int? refused,
        IMetadataStore store, FleetReader fleets, Matchmaker matchmaker, TimeProvider time, CancellationToken cancellation)
    {
        if (k is < 1 or > MostCount) return Answers.Refuse(Refusals.InvalidQuery, $"k is {k}; 1 to {MostCount} is allowed.");
        if (refused < 0) return Answers.Refuse(Refusals.InvalidQuery, $"refused is {refused}; 0 and more is allowed.");
        if (!Rates.IsRateOrNull(maxJsdBits)) return Answers.Refuse(Refusals.InvalidQuery, $"maxJsdBits is {maxJsdBits}; 0 to 1 is allowed.");

        var key = new TaskKey(ns, task);
        if (await store.FindTaskAsync(key, cancellation) is not { } manifest) return Answers.NoTask(task);
        if (!Classes(classes, manifest).TryGet(out var needs, out var refusal)) return Answers.Refuse(refusal);
        if (await store.FindAgentAsync(key.Agent(agent), cancellation) is not { } asker) return Answers.NoAgent(agent);
        if (asker.Profile is not { } profile) return Answers.Refuse(Refusals.ProfileNotFound, $"“{agent}” has not published a profile yet.");
        if (profile.ClassCounts.All(static count => count == 0)) return Answers.Json(new NeighbourList([]), CartelJson.Default.NeighbourList);

        var fleet = await fleets.ReadAsync(key, agent, cancellation);
        var query = new NeighbourQuery(profile.ClassCounts, needs, profile.Recall, maxJsdBits ?? 1) { Sketch = profile.Sketch };
        var ranked = explain is true
            ? matchmaker.Rank(query, agent, asker.Registration.SchemaHash, fleet, time.GetUtcNow())
            : matchmaker.Best(query, agent, asker.Registration.SchemaHash, fleet, k ?? DefaultCount, time.GetUtcNow());
        return Answers.Json(new NeighbourList(Show(ranked, k ?? DefaultCount, explain ?? false, refused ?? int.MaxValue), ProfileRules.TooFew(agent, profile)), CartelJson.Default.NeighbourList);
    }

    private static List<Neighbour> Show(IReadOnlyList<RankedCandidate> ranked, int count, bool explain, int refusedCount)
    {
        var best = ranked.Where(static candidate => candidate.Refused is null).Take(count).Select((candidate, i) => Of(candidate, i + 1, explain ? ranked[0] : null, explain));
        var refused = ranked.Where(candidate => explain && candidate.Refused is not null).Take(refusedCount).Select(candidate => Of(candidate, rank: null, best: null, explain));
        return [.. best, .. refused];
    }

    private static Neighbour Of(RankedCandidate ranked, int? rank, RankedCandidate? best, bool explain) => new(
        ranked.Candidate.Agent, rank, ranked.Score, ranked.Divergence.Bits, ranked.Divergence.StandardErrorBits,
        ranked.Candidate.ClassCounts.Sum(), ranked.Candidate.AgeSeconds, ranked.Refused, explain ? ranked.Terms : null,
        best is not null && best != ranked ? Explanation.Behind(best, ranked) : null);

    private static Checked<IReadOnlyList<int>> Classes(string? text, TaskManifest manifest)
    {
        var indices = new List<int>();
        foreach (var item in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                return Refusals.InvalidQuery.Because($"classes has “{item}”; indices separated by commas are due.");
            indices.Add(index);
        }

        return TransferRules.CheckClasses(indices, nameof(text), manifest.Schema.Classes.Count, least: 0) is { } flaw
            ? flaw
            : indices;
    }
}
