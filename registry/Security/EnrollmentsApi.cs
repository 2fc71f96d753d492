using Cartel.Protocol;
using Cartel.Registry.Api;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Security;

/// <summary><c>/enrollments</c>: agents get their identities; <c>/enrollment-tokens</c>: by whose leave.</summary>
internal static class EnrollmentsApi
{
    public static void MapEnrollments(this RouteGroupBuilder routes)
    {
        routes.MapPost("/enrollments", EnrollAsync).Accepts<EnrollmentRequest>("application/json")
            .Produces<EnrollmentReceipt>().Produces<EnrollmentReceipt>(201).Refuses(400, 403, 409, 413);
        routes.MapGet("/enrollment-tokens", ListAsync).Produces<Page<EnrollmentTokenView>>().Refuses(400);
        routes.MapPost("/enrollment-tokens", CreateAsync).Accepts<EnrollmentTokenOrder>("application/json").Produces<EnrollmentTokenView>(201).Refuses(400, 413);
        routes.MapDelete("/enrollment-tokens/{token}", RevokeAsync).Produces(204).Refuses(404);
    }

    private static async Task<IResult> EnrollAsync(string ns, HttpContext http, IIdentityStore store, TimeProvider time, CancellationToken cancellation)
    {
        if (!(await JsonBody.ReadAsync(http, CartelJson.Default.EnrollmentRequest)).TryGet(out var request, out var refusal)) return Answers.Refuse(refusal);
        if (!Names.IsValid(request.Agent)) return Answers.Refuse(Refusals.InvalidName, $"agent is not a name: {Names.Rule}.");
        if (!SignedTokens.IsKey(request.PublicKey)) return Answers.Refuse(IdentityRules.NoKey());

        var hash = Secrets.HashOf(request.Token ?? "");
        if (await store.FindEnrollmentTokenAsync(ns, hash, cancellation) is not { Token: var token } || !TokenRules.IsFor(token, request.Agent))
            return Answers.Refuse(Refusals.EnrollmentRefused, "There is no such enrolment token for this name: it was revoked, has expired long ago, or never was.");

        Audit.Tell(http, $"agent {request.Agent}, enrolment token {token.Id}");
        while (true)
        {
            var before = await store.FindIdentityAsync(ns, request.Agent, cancellation);
            var now = time.GetUtcNow();
            if (!IdentityRules.Enroll(before?.Identity, request.Agent, request.PublicKey, now).TryGet(out var after, out var illegal)) return Answers.Refuse(illegal);

            var key = AgentCredential.ThumbprintOf(request.PublicKey);
            var outcome = await store.EnrollAsync(ns, new Enrolment(hash, before?.Version ?? 0, after, key, now), cancellation);
            if (outcome is EnrollmentOutcome.Raced) continue;

            return outcome is EnrollmentOutcome.Enrolled or EnrollmentOutcome.Again
                ? Answers.Json(
                    new EnrollmentReceipt(ns, request.Agent, key, now), CartelJson.Default.EnrollmentReceipt,
                    outcome is EnrollmentOutcome.Enrolled ? StatusCodes.Status201Created : StatusCodes.Status200OK)
                : Answers.Refuse(Refusals.EnrollmentRefused, WhyNot(outcome, token));
        }
    }

    private static string WhyNot(EnrollmentOutcome outcome, EnrollmentToken token) => outcome switch
    {
        EnrollmentOutcome.Expired => $"The enrolment token expired at {token.ExpiresAt:O}: ask for a new one.",
        EnrollmentOutcome.UsedUp => $"The enrolment token was good for {token.Uses} and has been used: ask for a new one.",
        _ => "The enrolment token was revoked: ask for a new one.",
    };

    private static async Task<IResult> ListAsync(string ns, int? limit, string? cursor, IIdentityStore store, TimeProvider time, CancellationToken cancellation)
    {
        var tokens = (await store.EnrollmentTokensAsync(ns, time.GetUtcNow(), cancellation)).Select(static stored => TokenRules.View(stored)).ToList();
        return Paging.Of(tokens, static token => token.Id, "enrollment-tokens", limit, cursor).TryGet(out var page, out var refusal)
            ? Answers.Json(page, CartelJson.Default.PageEnrollmentTokenView)
            : Answers.Refuse(refusal);
    }

    private static async Task<IResult> CreateAsync(string ns, HttpContext http, IIdentityStore store, TimeProvider time, CancellationToken cancellation)
    {
        if (!(await JsonBody.ReadAsync(http, CartelJson.Default.EnrollmentTokenOrder)).TryGet(out var order, out var refusal)) return Answers.Refuse(refusal);
        if (TokenRules.Check(order) is { } flaw) return Answers.Refuse(flaw);

        var secret = Secrets.New(Secrets.EnrollmentPrefix);
        var hash = Secrets.HashOf(secret);
        var token = TokenRules.Make(order, hash, Caller.Of(http).Name, time.GetUtcNow());
        await store.AddEnrollmentTokenAsync(ns, hash, token, cancellation);
        Audit.Tell(http, $"enrolment token {token.Id}");
        http.Response.Headers.CacheControl = "no-store";
        return Answers.Json(TokenRules.View(new StoredEnrollmentToken(hash, token, 0), secret), CartelJson.Default.EnrollmentTokenView, StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeAsync(string ns, string token, IIdentityStore store, TimeProvider time, CancellationToken cancellation)
    {
        var found = (await store.EnrollmentTokensAsync(ns, time.GetUtcNow(), cancellation)).FirstOrDefault(stored => stored.Token.Id == token);
        return found is not null && await store.RemoveEnrollmentTokenAsync(ns, found.Hash, cancellation)
            ? Results.NoContent()
            : Answers.Refuse(Refusals.TokenNotFound, $"There is no enrolment token “{token}” in this namespace.");
    }
}
