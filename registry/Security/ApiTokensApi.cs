using System.Globalization;
using Cartel.Protocol;
using Cartel.Registry.Api;
using Cartel.Registry.Broker;
using Cartel.Registry.Lists;
using Cartel.Registry.Store;

namespace Cartel.Registry.Security;

/// <summary><c>/api/v1/api-tokens</c>: tokens of people and scripts; <c>/api/v1/audit</c>: what they did.</summary>
/// <remarks>An admin of one namespace makes, sees and revokes the tokens of that one, and reads of its changes only.</remarks>
internal static class ApiTokensApi
{
    private static readonly Shape<AuditEntry> AuditShape = new("audit", static entry => entry.Number.ToString(CultureInfo.InvariantCulture), []);

    public static void MapApiTokens(this RouteGroupBuilder routes)
    {
        routes.MapGet("/api-tokens", ListAsync).Produces<Page<ApiTokenView>>().Refuses(400);
        routes.MapPost("/api-tokens", CreateAsync).Accepts<ApiTokenOrder>("application/json").Produces<ApiTokenView>(201).Refuses(400, 403, 413);
        routes.MapDelete("/api-tokens/{token}", RevokeAsync).Produces(204).Refuses(404);
        routes.MapGet("/audit", AuditAsync).Produces<Page<AuditEntry>>().Refuses(400);
    }

    private static async Task<IResult> ListAsync(
        int? limit, string? cursor, HttpContext http, IIdentityStore store, TimeProvider time, CancellationToken cancellation)
    {
        var tokens = (await OfCallerAsync(http, store, time, cancellation)).Select(static stored => TokenRules.View(stored)).ToList();
        return Paging.Of(tokens, static token => token.Id, "api-tokens", limit, cursor).TryGet(out var page, out var refusal)
            ? Answers.Json(page, CartelJson.Default.PageApiTokenView)
            : Answers.Refuse(refusal);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, IIdentityStore store, TimeProvider time, CancellationToken cancellation)
    {
        if (!(await JsonBody.ReadAsync(http, CartelJson.Default.ApiTokenOrder)).TryGet(out var order, out var refusal)) return Answers.Refuse(refusal);
        if (TokenRules.Check(order) is { } flaw) return Answers.Refuse(flaw);

        var caller = Caller.Of(http);
        if (!caller.IsOf(order.Namespace)) return Answers.Refuse(Refusals.Forbidden, $"“{caller.Name}” makes tokens of the namespace “{caller.Namespace}” only: name it.");

        var secret = Secrets.New(Secrets.ApiPrefix);
        var hash = Secrets.HashOf(secret);
        var token = TokenRules.Make(order, hash, caller.Name, time.GetUtcNow());
        await store.AddApiTokenAsync(hash, token, cancellation);
        Audit.Tell(http, $"API token {token.Id}");
        http.Response.Headers.CacheControl = "no-store";
        return Answers.Json(TokenRules.View(new StoredApiToken(hash, token, null), secret), CartelJson.Default.ApiTokenView, StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeAsync(
        string token, HttpContext http, IIdentityStore store, VerifiedTokens verified, TimeProvider time, CancellationToken cancellation)
    {
        var found = (await OfCallerAsync(http, store, time, cancellation)).FirstOrDefault(stored => stored.Token.Id == token);
        if (found is null || !await store.RemoveApiTokenAsync(found.Hash, cancellation))
            return Answers.Refuse(Refusals.TokenNotFound, $"There is no API token “{token}” among those that the sender may see.");

        verified.Forget();
        return Results.NoContent();
    }

    private static async Task<IResult> AuditAsync(int? limit, string? cursor, HttpContext http, IIdentityStore store, CancellationToken cancellation)
    {
        if (!Listing<AuditEntry>.Read(new ListQuery { Limit = limit, Cursor = cursor }, AuditShape, "").TryGet(out var listing, out var refusal)) return Answers.Refuse(refusal);

        var before = long.TryParse(listing.AfterKey, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
        var found = await store.AuditAsync(Caller.Of(http).Namespace, before, listing.Limit + 1, cancellation);
        return Answers.Json(listing.Close(found, static entry => entry), CartelJson.Default.PageAuditEntry);
    }

    private static async Task<IEnumerable<StoredApiToken>> OfCallerAsync(HttpContext http, IIdentityStore store, TimeProvider time, CancellationToken cancellation)
    {
        var caller = Caller.Of(http);
        return (await store.ApiTokensAsync(time.GetUtcNow(), cancellation)).Where(stored => caller.IsOf(stored.Token.Namespace));
    }
}
