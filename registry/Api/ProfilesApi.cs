using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary><c>…/agents/{agent}/profile</c>: what an agent publishes.</summary>
internal static class ProfilesApi
{
    public static void MapProfiles(this RouteGroupBuilder routes)
    {
        routes.MapGet("/tasks/{task}/agents/{agent}/profile", GetAsync).Produces<AgentProfile>().Refuses(404);
        routes.MapPut("/tasks/{task}/agents/{agent}/profile", PutAsync).Accepts<AgentProfile>("application/json")
            .Produces<ProfileReceipt>().Refuses(400, 404, 409, 413);
    }

    private static async Task<IResult> GetAsync(
        string ns, string task, string agent, HttpContext http, IMetadataStore store, CancellationToken cancellation) =>
        await store.FindAgentAsync(new TaskKey(ns, task).Agent(agent), cancellation) switch
        {
            null => Answers.NoAgent(agent),
            { Profile: { } profile } => Answers.Tagged(http, profile, CartelJson.Default.AgentProfile),
            _ => Answers.Refuse(Refusals.ProfileNotFound, $"“{agent}” has not published a profile yet."),
        };

    private static async Task<IResult> PutAsync(
        string ns, string task, string agent, HttpContext http, IMetadataStore store, FleetPace pace, TimeProvider time, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(http, CartelJson.Default.AgentProfile);
        if (!body.TryGet(out var profile, out var refusal)) return Answers.Refuse(refusal);

        var key = new TaskKey(ns, task).Agent(agent);
        if (await store.FindTaskAsync(key.Task, cancellation) is not { } manifest) return Answers.NoTask(task);
        if (ProfileRules.Check(profile, manifest.Schema.Classes.Count) is { } flaw) return Answers.Refuse(flaw);

        var lease = new Lease(time.GetUtcNow(), pace.LeaseSeconds());
        var write = await store.PutProfileAsync(key, profile, lease, EventTexts.Back(key, lease.From), cancellation);
        return write.Outcome switch
        {
            ProfileOutcome.UnknownAgent => Answers.NoAgent(agent),
            ProfileOutcome.Stale => Answers.Refuse(
                Refusals.StaleSequence, $"Sequence {write.Sequence} stands; {profile.Sequence} is not above it, or it has other content."),
            _ => Answers.Json(
                new ProfileReceipt(write.Sequence, pace.PauseSeconds(), lease.Seconds, ProfileRules.Warnings(profile)), CartelJson.Default.ProfileReceipt),
        };
    }
}
