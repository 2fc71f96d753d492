using Cartel.Protocol;
using Cartel.Registry.Api;
using Cartel.Registry.Broker;
using Cartel.Registry.Lists;
using Cartel.Registry.Store;

namespace Cartel.Registry.Security;

/// <summary><c>/identities</c>: the agents' keys.</summary>
internal static class IdentitiesApi
{
    private static readonly Shape<Identity> Shape = new("identities", static identity => identity.Agent, []);

    public static void MapIdentities(this RouteGroupBuilder routes)
    {
        routes.MapGet("/identities", ListAsync).Produces<Page<IdentityView>>().Refuses(400);
        routes.MapGet("/identities/{agent}", GetAsync).Produces<IdentityView>().Refuses(404);
        routes.MapDelete("/identities/{agent}", RevokeAsync).Produces(204).Refuses(404);
        routes.MapPost("/identities/{agent}/keys", RotateAsync).Accepts<KeyRotation>("application/json").Produces<IdentityView>().Refuses(400, 404, 409, 413);
        routes.MapDelete("/identities/{agent}/keys/{key}", RevokeKeyAsync).Produces(204).Refuses(404);
    }

    private static async Task<IResult> ListAsync(string ns, int? limit, string? cursor, IIdentityStore store, CancellationToken cancellation)
    {
        if (!Listing<Identity>.Read(new ListQuery { Limit = limit, Cursor = cursor }, Shape, ns).TryGet(out var listing, out var refusal)) return Answers.Refuse(refusal);

        var found = await store.IdentitiesAsync(ns, listing.AfterKey ?? "", listing.Limit + 1, cancellation);
        return Answers.Json(listing.Close(found, IdentityRules.View), CartelJson.Default.PageIdentityView);
    }

    private static async Task<IResult> GetAsync(string ns, string agent, IIdentityStore store, CancellationToken cancellation) =>
        await store.FindIdentityAsync(ns, agent, cancellation) is { } found
            ? Answers.Json(IdentityRules.View(found.Identity), CartelJson.Default.IdentityView)
            : Answers.Refuse(None(agent));

    private static async Task<IResult> RotateAsync(
        string ns, string agent, HttpContext http, IIdentityStore store, VerifiedTokens verified, TimeProvider time, CancellationToken cancellation)
    {
        if (!(await JsonBody.ReadAsync(http, CartelJson.Default.KeyRotation)).TryGet(out var rotation, out var refusal)) return Answers.Refuse(refusal);

        var changed = await ChangeAsync(ns, agent, store, verified, before => IdentityRules.Rotate(before, rotation, time.GetUtcNow()), cancellation);
        return changed.TryGet(out var after, out var illegal) ? Answers.Json(IdentityRules.View(after), CartelJson.Default.IdentityView) : Answers.Refuse(illegal);
    }

    private static async Task<IResult> RevokeAsync(
        string ns, string agent, IIdentityStore store, VerifiedTokens verified, TimeProvider time, CancellationToken cancellation)
    {
        var changed = await ChangeAsync(ns, agent, store, verified, before => IdentityRules.Revoke(before, keyId: null, time.GetUtcNow()), cancellation);
        return changed.TryGet(out _, out var refusal) ? Results.NoContent() : Answers.Refuse(refusal);
    }

    private static async Task<IResult> RevokeKeyAsync(
        string ns, string agent, string key, IIdentityStore store, VerifiedTokens verified, TimeProvider time, CancellationToken cancellation)
    {
        var changed = await ChangeAsync(
            ns, agent, store, verified,
            before => before.Keys.Any(known => known.Id == key) ? IdentityRules.Revoke(before, key, time.GetUtcNow()) : None($"{agent}/{key}"), cancellation);
        return changed.TryGet(out _, out var refusal) ? Results.NoContent() : Answers.Refuse(refusal);
    }

    // Makes the change that is decided on what stands, however often somebody else is faster.
    private static async Task<Checked<Identity>> ChangeAsync(
        string ns, string agent, IIdentityStore store, VerifiedTokens verified, Func<Identity, Checked<Identity>> decide, CancellationToken cancellation)
    {
        while (true)
        {
            if (await store.FindIdentityAsync(ns, agent, cancellation) is not { } before) return None(agent);
            if (!decide(before.Identity).TryGet(out var after, out var refusal)) return refusal;
            if (!await store.ReplaceIdentityAsync(ns, before, after, cancellation)) continue;

            verified.Forget();
            return after;
        }
    }

    private static Refusal None(string name) => Refusals.IdentityNotFound.Because($"There is no identity “{name}” in this namespace.");
}
