using System.Text.Json;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Lists;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>/tasks/{task}/agents</c>: who takes part, and their leases.</summary>
internal static class AgentsApi
{
    private const long Tenth = TimeSpan.TicksPerSecond / 10;

    public static void MapAgents(this RouteGroupBuilder routes)
    {
        routes.MapGet("/tasks/{task}/agents", ListAsync).Produces<Page<AgentView>>().Refuses(400, 404);
        routes.MapGet("/tasks/{task}/agents/{agent}", GetAsync).Produces<AgentView>().Refuses(404);
        routes.MapPut("/tasks/{task}/agents/{agent}", RegisterAsync).Accepts<AgentRegistration>("application/json")
            .Produces<LeaseGrant>().Produces<LeaseGrant>(201).Refuses(400, 404, 409, 412, 413);
        routes.MapDelete("/tasks/{task}/agents/{agent}", DeleteAsync).Produces(204).Refuses(404, 412);
        routes.MapPut("/tasks/{task}/agents/{agent}/lease", RenewAsync).Accepts<AgentStatus>("application/json")
            .Produces<LeaseGrant>().Produces(204).Refuses(400, 404, 413);
    }

    private static async Task<IResult> ListAsync(
        string ns, string task, [AsParameters] ListQuery query, IMetadataStore store, TimeProvider time, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (!Listing<StoredAgent>.Read(query, AgentShape.At(now), $"{ns}/{task}").TryGet(out var listing, out var refusal)) return Answers.Refuse(refusal);

        var key = new TaskKey(ns, task);
        if (await store.FindTaskAsync(key, cancellation) is null) return Answers.NoTask(task);

        var agents = await store.AgentsAsync(key, cancellation);
        return Answers.Json(listing.PageOf(agents, agent => AgentViews.Of(agent, task, now)), CartelJson.Default.PageAgentView);
    }

    private static async Task<IResult> GetAsync(
        string ns, string task, string agent, HttpContext http, IMetadataStore store, TimeProvider time, CancellationToken cancellation) =>
        await store.FindAgentAsync(new TaskKey(ns, task).Agent(agent), cancellation) is { } found
            ? Answers.Tagged(http, AgentViews.Json(found, task, time.GetUtcNow()))
            : Answers.NoAgent(agent);

    private static async Task<IResult> RegisterAsync(
        string ns, string task, string agent, HttpContext http, IMetadataStore store, FleetPace pace, Hints hints, TimeProvider time,
        CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(http, CartelJson.Default.AgentRegistration);
        if (!body.TryGet(out var registration, out var refusal)) return Answers.Refuse(refusal);
        if (TaskRules.Check(registration) is { } flaw) return Answers.Refuse(flaw);

        var key = new TaskKey(ns, task).Agent(agent);
        var lease = new Lease(time.GetUtcNow(), pace.LeaseSeconds());
        var (joined, back) = (EventTexts.Joined(key, lease.From), EventTexts.Back(key, lease.From));
        while (true)
        {
            if (!(await SupposedAsync(http, key, store, time, cancellation)).TryGet(out var follows, out var contradiction)) return Answers.Refuse(contradiction);

            switch ((await store.RegisterAsync(key, registration, lease, joined, back, follows, cancellation)).Outcome)
            {
                case AgentWrite.Created: return await WelcomeAsync(StatusCodes.Status201Created);
                case AgentWrite.Again: return await WelcomeAsync(StatusCodes.Status200OK);
                case AgentWrite.WrongSchema: return Answers.Refuse(Refusals.SchemaMismatch, $"The agent's schema {registration.SchemaHash} is not that of the task “{task}”.");
                // Somebody was faster: decide again on what stands now.
                case AgentWrite.Moved: continue;
                default: return Answers.NoTask(task);
            }
        }

        async Task<IResult> WelcomeAsync(int status) => Answers.Json(
            Grant(lease) with { Learned = await hints.HasLearnedAsync(key.Task, lease.From, cancellation), Warnings = Warnings.Of(http, lease.From) }, CartelJson.Default.LeaseGrant, status);
    }

    private static async Task<IResult> DeleteAsync(
        string ns, string task, string agent, HttpContext http, IMetadataStore store, TimeProvider time, CancellationToken cancellation)
    {
        var key = new TaskKey(ns, task).Agent(agent);
        while (true)
        {
            if (!(await SupposedAsync(http, key, store, time, cancellation)).TryGet(out var follows, out var contradiction)) return Answers.Refuse(contradiction);

            switch ((await store.RemoveAgentAsync(key, follows, cancellation)).Outcome)
            {
                case AgentRemoval.Removed: return Results.NoContent();
                case AgentRemoval.Moved: continue;
                default: return Answers.NoAgent(agent);
            }
        }
    }

    // What a change must follow to do what its request supposes.
    private static async Task<Checked<Follows>> SupposedAsync(HttpContext http, AgentKey agent, IMetadataStore store, TimeProvider time, CancellationToken cancellation)
    {
        if (!Preconditions.AreIn(http)) return Follows.Anything;

        var standing = await store.FindAgentAsync(agent, cancellation);
        return Preconditions.Check(http, TagOf(standing, agent.Task.Task, time)) is { } contradiction ? contradiction : Follows.Exactly(standing);
    }

    private static string? TagOf(StoredAgent? agent, string task, TimeProvider time) =>
        agent is null ? null : ETags.Of(JsonSerializer.SerializeToUtf8Bytes(AgentViews.Of(agent, task, time.GetUtcNow()), CartelJson.Default.AgentView));

    private static async Task<IResult> RenewAsync(
        string ns, string task, string agent, HttpContext http, IMetadataStore store, FleetPace pace, Hints hints, TimeProvider time,
        CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(http, CartelJson.Default.AgentStatus);
        if (!body.TryGet(out var status, out var refusal)) return Answers.Refuse(refusal);
        if (TaskRules.Check(status) is { } flaw) return Answers.Refuse(flaw);

        var key = new TaskKey(ns, task).Agent(agent);
        var lease = new Lease(time.GetUtcNow(), pace.LeaseSeconds());
        status = status with { ClassCounts = null };
        if (await store.RenewLeaseAsync(key, status, lease, EventTexts.Back(key, lease.From), cancellation) is null) return Answers.NoAgent(agent);

        var grant = Grant(lease) with
        {
            Emerging = ProfilesApi.OrNull(await hints.EmergingAsync(key, lease.From, cancellation)),
            Recalled = ProfilesApi.OrNull(await hints.RecalledAsync(key, profile: null, cancellation)),
            Warnings = Warnings.Of(http, lease.From),
        };
        return Preferences.Spares(http) && grant is { Emerging: null, Recalled: null }
            ? Results.NoContent()
            : Answers.Json(grant, CartelJson.Default.LeaseGrant);
    }

    private static LeaseGrant Grant(Lease lease) => new(Math.Round(lease.Seconds, 1), new DateTimeOffset(lease.From.Ticks - lease.From.Ticks % Tenth, lease.From.Offset));
}
