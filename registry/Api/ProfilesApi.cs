using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;
using Cartel.Registry.Telemetry;

namespace Cartel.Registry.Api;

/// <summary><c>…/agents/{agent}/profile</c>: what an agent publishes.</summary>
internal static class ProfilesApi
{
    private const int MostTries = 10;

    public static void MapProfiles(this RouteGroupBuilder routes)
    {
        routes.MapGet("/tasks/{task}/agents/{agent}/profile", GetAsync).Produces<AgentProfile>().Refuses(404);
        routes.MapPut("/tasks/{task}/agents/{agent}/profile", PutAsync).Accepts<AgentProfile>("application/json")
            .Produces<ProfileReceipt>().Produces(204).Refuses(400, 404, 409, 413);
    }

    private static async Task<IResult> GetAsync(
        string ns, string task, string agent, HttpContext http, IMetadataStore store, CancellationToken cancellation) =>
        await store.FindAgentAsync(new TaskKey(ns, task).Agent(agent), cancellation) switch
        {
            null => Answers.NoAgent(agent),
            { Document: { } document } => Answers.Tagged(http, document.Json),
            _ => Answers.Refuse(Refusals.ProfileNotFound, $"“{agent}” has not published a profile yet."),
        };

    private static async Task<IResult> PutAsync(
        string ns, string task, string agent, HttpContext http, IMetadataStore store, FleetPace pace, Hints hints, TimeProvider time,
        CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(http, CartelJson.Default.AgentProfile);
        if (!body.TryGet(out var profile, out var refusal)) return Answers.Refuse(refusal);

        var key = new TaskKey(ns, task).Agent(agent);
        if (await store.FindTaskAsync(key.Task, cancellation) is not { } manifest) return Answers.NoTask(task);
        if (ProfileRules.Check(profile, manifest.Schema.Classes.Count) is { } flaw) return Answers.Refuse(flaw);
        if (profile.Status is { } reported && TaskRules.Check(reported) is { } odd) return Answers.Refuse(odd);

        var lease = new Lease(time.GetUtcNow(), pace.LeaseSeconds());
        var (status, sent) = (History.WithPrior(profile), profile with { Status = null });
        ProfileDocument? former;
        ProfileDocument document;
        ProfileWrite write;
        var tries = 0;
        do
        {
            // Each time another publication of the same agent was faster, of which there are not many.
            if (++tries > MostTries) return Answers.Refuse(Refusals.StoreUnavailable, $"What stands of “{agent}” changes while it is read; publish again later.");

            former = (await store.FindAgentAsync(key, cancellation))?.Document;
            // A sketch that is left out is the former one: which has to be that of the profile that stands.
            var inherits = sent.Sketch is null;
            profile = inherits && former?.Numbers.Sketch is { } sketch ? sent with { Sketch = sketch } : sent;
            document = ProfileDocument.Of(profile);
            var publication = new Publication(document, status, inherits ? former?.Sequence ?? Publication.Nothing : null);
            write = await store.PutProfileAsync(key, publication, lease, EventTexts.Back(key, lease.From), cancellation);
        }
        while (write.Outcome is ProfileOutcome.Moved);

        http.Meter().Published(write.Outcome);
        return write.Outcome switch
        {
            ProfileOutcome.UnknownAgent => Answers.NoAgent(agent),
            ProfileOutcome.Stale => Answers.Refuse(
                Refusals.StaleSequence, $"Sequence {write.Sequence} stands; {profile.Sequence} is not above it, or it has other content."),
            _ => await AcceptedAsync(write.Sequence),
        };

        async Task<IResult> AcceptedAsync(long sequence)
        {
            var receipt = await ReceiptAsync(sequence);
            return Preferences.Spares(http) && HasNothingToTell(receipt)
                ? Results.NoContent()
                : Answers.Json(receipt, CartelJson.Default.ProfileReceipt);
        }

        async Task<ProfileReceipt> ReceiptAsync(long sequence)
        {
            var recalled = await hints.RecalledAsync(key, profile, cancellation);
            return new ProfileReceipt(
                sequence, Math.Round(pace.PauseSeconds(), 1), Math.Round(lease.Seconds, 1), [.. ProfileRules.Warnings(profile, recalled), .. Warnings.Of(http, lease.From) ?? []],
                OrNull(await hints.ArchiveAsync(key, former, document, lease.From, cancellation)),
                OrNull(await hints.EmergingAsync(key, lease.From, cancellation)),
                OrNull(recalled));
        }
    }

    // Warnings are for people, who do not ask for a minimal answer.
    private static bool HasNothingToTell(ProfileReceipt receipt) =>
        receipt is { Archive: null, Emerging: null, Recalled: null } && receipt.NextPublishAfterSeconds <= ProfileReceipt.UsualPause.TotalSeconds;

    // Most answers have nothing to tell: then there is no such member.
    internal static IReadOnlyList<T>? OrNull<T>(IReadOnlyList<T> items) => items.Count > 0 ? items : null;
}
