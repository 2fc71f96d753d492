namespace Cartel.Registry.Api.OpenApi;

/// <summary>What an operation is called in the OpenAPI document.</summary>
/// <param name="Id">Its <c>operationId</c>, which generated clients name their methods by: it never changes.</param>
/// <param name="Tag">The group that it belongs to.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Headers">The request headers that it heeds.</param>
internal sealed record OperationText(string Id, string Tag, string Summary, params string[] Headers);

/// <summary>Every operation by its method and its path below the namespace.</summary>
internal static class OperationTexts
{
    private const string Task = "/tasks/{task}";
    private const string Agent = Task + "/agents/{agent}";

    public static readonly IReadOnlyDictionary<string, OperationText> All = new Dictionary<string, OperationText>(StringComparer.Ordinal)
    {
        ["GET /tasks"] = new("listTasks", "tasks", "Lists the tasks, in the order of their names"),
        [$"GET {Task}"] = new("getTask", "tasks", "The task's manifest", "If-None-Match"),
        [$"PUT {Task}"] = new("putTask", "tasks", "Creates a task, or replaces the manifest that If-Match names", "If-Match", "If-None-Match"),
        [$"DELETE {Task}"] = new("deleteTask", "tasks", "Removes a task that has no agents", "If-Match"),
        [$"GET {Task}/agents"] = new("listAgents", "agents", "Lists a task's agents, in the order of their names"),
        [$"GET {Agent}"] = new("getAgent", "agents", "An agent: registration, liveness, last report and last profile", "If-None-Match"),
        [$"PUT {Agent}"] = new("registerAgent", "agents", "Registers an agent, for the first time or again, and grants it a lease", "If-None-Match"),
        [$"DELETE {Agent}"] = new("deleteAgent", "agents", "Removes an agent with its history", "If-Match"),
        [$"PUT {Agent}/lease"] = new("renewLease", "agents", "Renews an agent's lease and reports how it does", "Prefer"),
        [$"GET {Agent}/profile"] = new("getProfile", "agents", "An agent's last profile", "If-None-Match"),
        [$"PUT {Agent}/profile"] = new("putProfile", "agents", "Publishes a profile; its sequence number must grow", "Prefer"),
        [$"GET {Agent}/neighbours"] = new("listNeighbours", "agents", "The agents that are alike and may help, best first"),
        [$"GET {Task}/clusters"] = new("getClusters", "agents", "The task's agents in groups of agents alike"),
        [$"GET {Task}/incidents"] = new("getIncidents", "events", "The same drift or new class at several agents at about the same time"),
        [$"GET {Task}/summary"] = new("getSummary", "agents", "The task's fleet in figures: agents, transfers, bytes, signals over time"),
        [$"GET {Task}/signals"] = new("listSignals", "events", "Drifts, novelties and what became of parts, over all agents"),
        [$"GET {Task}/divergences"] = new("getDivergences", "agents", "How far agents are from each other, agents alike together"),
        [$"GET {Agent}/history"] = new("getHistory", "agents", "An agent's reports over time, thinned or averaged in steps"),
        [$"GET {Agent}/vitals"] = new("getVitals", "agents", "What an agent takes of its device, and how near its detectors are to a signal"),
        [$"PUT {Agent}/vitals"] = new("putVitals", "agents", "Says what an agent takes of its device, and how near its detectors are to a signal"),
        [$"GET {Agent}/inbox"] = new("getInbox", "agents", "What others want of an agent; waits for it, or streams it", "Last-Event-ID"),
        [$"POST {Agent}/signals"] = new("postSignal", "agents", "Says that an agent's monitor saw novelty or drift", "Idempotency-Key"),
        [$"POST {Agent}/recall"] = new("recallAgent", "parts", "Recalls all parts of an agent"),
        [$"POST {Task}/transfers"] = new("openTransfer", "transfers", "Asks for help; the answer names donors", "Idempotency-Key"),
        [$"GET {Task}/transfers"] = new("listTransfers", "transfers", "Lists a task's transfers, the newest first"),
        ["GET /transfers/{id}"] = new("getTransfer", "transfers", "One transfer", "If-None-Match"),
        ["GET /transfers/{id}/timeline"] = new("getTimeline", "transfers", "What happened to one transfer, and when"),
        ["PUT /transfers/{id}/state"] = new("moveTransfer", "transfers", "The target's next step", "Prefer"),
        ["PUT /transfers/{id}/receipt"] = new("endTransfer", "transfers", "How a transfer ended", "Prefer"),
        ["PUT /transfers/{id}/parts"] = new("fetchParts", "transfers", "Chooses a donor and gets its parts, all in one bundle"),
        ["GET /parts/{sha256}"] = new("getPart", "parts", "A part from the relay", "Range", "If-Range", "If-None-Match"),
        ["HEAD /parts/{sha256}"] = new("headPart", "parts", "Whether a part is in the relay, and how long it is", "Range", "If-Range", "If-None-Match"),
        ["PUT /parts/{sha256}"] = new("putPart", "parts", "Uploads a part"),
        ["PUT /parts"] = new("putParts", "parts", "Uploads several parts in one bundle", "Cartel-Replaces"),
        ["POST /parts/{sha256}/recall"] = new("recallPart", "parts", "Recalls a part"),
        [$"GET {Task}/zoo"] = new("listZoo", "parts", "Lists the past parts that are kept"),
        ["GET /events"] = new("listEvents", "events", "What happened, as a page or as a stream", "Last-Event-ID"),
        ["POST /enrollments"] = new("enroll", "identities", "Binds an agent's public key to its name"),
        ["GET /enrollment-tokens"] = new("listEnrollmentTokens", "identities", "Lists the enrolment tokens, without the tokens themselves"),
        ["POST /enrollment-tokens"] = new("createEnrollmentToken", "identities", "Makes an enrolment token, which is told once"),
        ["DELETE /enrollment-tokens/{token}"] = new("revokeEnrollmentToken", "identities", "Revokes an enrolment token"),
        ["GET /identities"] = new("listIdentities", "identities", "Lists the agents' identities, in the order of their names"),
        ["GET /identities/{agent}"] = new("getIdentity", "identities", "An agent's keys"),
        ["DELETE /identities/{agent}"] = new("revokeIdentity", "identities", "Revokes all keys of an agent"),
        ["POST /identities/{agent}/keys"] = new("rotateKey", "identities", "Adds a key; the former ones end after an overlap"),
        ["DELETE /identities/{agent}/keys/{key}"] = new("revokeKey", "identities", "Revokes one key"),
        ["GET /api/v1/api-tokens"] = new("listApiTokens", "identities", "Lists the API tokens, without the tokens themselves"),
        ["POST /api/v1/api-tokens"] = new("createApiToken", "identities", "Makes an API token, which is told once"),
        ["DELETE /api/v1/api-tokens/{token}"] = new("revokeApiToken", "identities", "Revokes an API token"),
        ["GET /api/v1/audit"] = new("listAudit", "identities", "What was changed by whom, the newest first"),
        ["GET /api/v1/caller"] = new("getCaller", "identities", "Who asks, and what they may do"),
        ["GET /api/v1/system"] = new("getSystem", "health", "What this registry is and how it runs"),
        ["GET /healthz"] = new("getHealth", "health", "Whether the process lives"),
        ["GET /metrics"] = new("getMetrics", "health", "The registry's metrics in the Prometheus text format"),
        ["GET /readyz"] = new("getReadiness", "health", "Whether the store answers"),
    };

    /// <summary>The groups and what they are about.</summary>
    public static readonly IReadOnlyDictionary<string, string> Tags = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["tasks"] = "The learning problems that agents share",
        ["agents"] = "Who takes part, what they publish, and who is alike",
        ["transfers"] = "Requests for help, from the question to the receipt",
        ["parts"] = "The relay of model parts, the past parts, and recalls",
        ["events"] = "What happened",
        ["identities"] = "Who is who, who may what, and who did what",
        ["health"] = "For load balancers and supervisors",
    };
}
