using Cartel.Registry.Lists;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api.OpenApi;

/// <summary>What parameters of paths and queries mean, and what they may be, by their names.</summary>
internal static class ParameterTexts
{
    private static readonly Dictionary<string, (string Meaning, Bound Bound)> All = new(StringComparer.Ordinal)
    {
        ["ns"] = ("The namespace; `default` is that of those who name none", Bound.Of(SchemaBounds.Name)),
        ["task"] = ("The task's name", Bound.Of(SchemaBounds.Name)),
        ["agent"] = ("The agent's name", Bound.Of(SchemaBounds.Name)),
        ["id"] = ("The transfer's id", Bound.Of(@"^[a-z0-9-]{1,63}\.[0-9a-f]{32}$")),
        ["token"] = ("The token's id, which is not the token", Bound.Of("^[0-9a-f]{12}$")),
        ["key"] = ("The key's id: its thumbprint", Bound.Of("^[A-Za-z0-9_-]{43}$")),
        ["sha256"] = ("The SHA-256 of the part's bytes", Bound.Of(SchemaBounds.Hash)),
        ["replaces"] = ("The SHA-256 of the part as it was offered, in whose place this one comes", Bound.Of(SchemaBounds.Hash)),
        ["limit"] = ("The most items of the answer; 100 by default", Bound.Between(1, Listing<string>.MostItems)),
        ["getHistory.limit"] = ("The most reports of the answer, spread evenly; 600 by default", Bound.Between(2, Keep.HistoryPoints)),
        ["listSignals.limit"] = ("The most signals, the latest; 1,000 by default", Bound.Between(1, SignalsApi.MostItems)),
        ["getDivergences.limit"] = ("The most agents; 60 by default", Bound.Between(1, DivergencesApi.MostAgents)),
        ["getDivergences.agents"] = ("The agents wanted, by name, separated by commas; left out: some of each group", Bound.Text(64 * DivergencesApi.MostAgents)),
        ["cursor"] = ("The last page's `nextCursor`, with the same `filter` and `sort`", Bound.Text(4_096)),
        ["filter"] = ("Which items, such as `and(eq(state,\"offered\"),gt(sample,100))`", Bound.Text(FilterParser.MostCharacters)),
        ["sort"] = ("In which order: up to three members, the largest first of those with a minus sign, such as `-accuracy,name`", new Bound()),
        ["state"] = ("Only transfers in this state", new Bound()),
        ["target"] = ("Only transfers of this target", new Bound()),
        ["k"] = ("How many neighbours; 3 by default", Bound.Between(1, 100)),
        ["classes"] = ("The indices of the classes needed, separated by commas", Bound.Of("^([0-9]+(,[0-9]+)*)?$")),
        ["maxJsdBits"] = ("The largest divergence, in bits; 1 by default", Bound.Between(0, 1)),
        ["explain"] = ("Whether to add every term of the score, and those who were refused", new Bound()),
        ["refused"] = ("With `explain`, the most of those who were refused; all by default", new Bound { Least = 0 }),
        ["members"] = ("The most names of each group; 20 by default", Bound.Between(0, ClustersApi.MostMembers)),
        ["windowSeconds"] = ("How long apart two signals of one incident may be; 300 by default", Bound.Between(1, IncidentsApi.LongestWindowSeconds)),
        ["leastAgents"] = ("How many agents make an incident; 3 by default", Bound.Between(1, IncidentsApi.MostAgents)),
        ["waitSeconds"] = ("How long to wait for something to tell; 0 by default", Bound.Between(0, 300)),
        ["maxAgeSeconds"] = ("How old what was uploaded in place of the part may be", Bound.Between(0, 86_400)),
        ["after"] = ("The id of the last event seen; `0` begins with the oldest that is kept", Bound.Text(200)),
        ["getInbox.after"] = ("The `cursor` of the last request seen; 0 by default", new Bound { Least = 0 }),
        ["metric"] = ("The metrics wanted, separated by commas", new Bound()),
        ["from"] = ("From when on, such as `2026-01-31T12:00:00Z`", Bound.Text(40)),
        ["to"] = ("Until when", Bound.Text(40)),
        ["step"] = ("The seconds that one point stands for", Bound.Between(1, 86_400 * 31)),
    };

    private static readonly Dictionary<string, (string Meaning, Bound Bound)> Headers = new(StringComparer.Ordinal)
    {
        ["If-None-Match"] = ("The `ETag` of what the client has: 304 where that stands; with a PUT `*`: only where nothing stands", Bound.Text(256)),
        ["If-Match"] = ("The `ETag` of what is to be replaced or removed: 412 where something else stands", Bound.Text(256)),
        ["Idempotency-Key"] = ("New for each thing that happens, the same for its repetitions; remembered 24 h", Bound.Text(128, 1)),
        ["Prefer"] = ("`return=minimal`: 204 where there is nothing to tell", Bound.Text(256)),
        ["Last-Event-ID"] = ("Of a stream: the id of the last event seen", Bound.Text(200)),
        ["Range"] = ("`bytes=FROM-TO`: one range", Bound.Text(256)),
        ["If-Range"] = ("The range only of this `ETag`, else the whole", Bound.Text(256)),
        ["Cartel-Replaces"] = ("For each part of the bundle the hash in whose place it comes, or `-`", Bound.Text(8_192)),
    };

    /// <summary>What a parameter of an operation means; null where nobody has said.</summary>
    public static (string Meaning, Bound Bound)? Of(string operation, string name) =>
        All.TryGetValue($"{operation}.{name}", out var special) ? special : All.TryGetValue(name, out var common) ? common : null;

    /// <summary>What a request header means.</summary>
    public static (string Meaning, Bound Bound) OfHeader(string name) => Headers[name];
}
