using System.Text;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Security;

/// <summary>Finds out who sends a request: by a token that an agent signed, or by an API token.</summary>
internal sealed class Credentials(IIdentityStore store, VerifiedTokens verified, Allowances allowances, TimeProvider time)
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    // Its last use is known to the minute, and its revocation everywhere within a second.
    private static readonly TimeSpan ApiTokenAgain = TimeSpan.FromMinutes(1);

    public async Task<Checked<Caller>> IdentifyAsync(HttpContext http, CancellationToken cancellation)
    {
        var headers = http.Request.Headers.Authorization;
        if (headers.Count == 0) return Caller.Nobody;
        if (headers is not [{ } header]) return Refusals.InvalidToken.Because("There are several headers Authorization.");
        if (!TryToken(header, http.Request.Method, out var token))
            return Refusals.InvalidToken.Because("Authorization is due to be Bearer and a token; for reading, Basic with an API token as password will do.");

        var now = time.GetUtcNow();
        var key = VerifiedTokens.KeyOf(token);
        if (verified.Find(key, now) is { } known) return known;

        // A token that is not known yet costs a look at the store and a check of its signature: nobody may cause that without end.
        var from = Audit.From(http);
        if (allowances.PauseOf(from) is { } pause)
            return Refusals.RateLimited.Because("Too many tokens that prove nothing came from this address.") with { RetryAfter = pause };

        var revision = verified.Revision;
        var found = token.StartsWith(Secrets.ApiPrefix, StringComparison.Ordinal)
            ? await ByApiTokenAsync(token, now, cancellation)
            : await BySignatureAsync(token, now, cancellation);
        if (!found.TryGet(out var proved, out var refusal))
        {
            allowances.Failed(from);
            return refusal;
        }

        verified.Add(key, proved.Caller, proved.Until, revision);
        return proved.Caller;
    }

    // A browser asks for a password by itself, and the dashboard needs no page for it. It sends it along from other sites' pages too:
    // so it is good for reading only.
    private static bool TryToken(string header, string method, out string token)
    {
        token = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..] : "";
        if (token.Length > 0) return true;
        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) || header.Length > SignedTokens.MostCharacters) return false;

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64Chars(header.AsSpan(Basic.Length), bytes, out var count)) return false;

        var pair = Encoding.UTF8.GetString(bytes, 0, count);
        token = pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return token.StartsWith(Secrets.ApiPrefix, StringComparison.Ordinal) && (HttpMethods.IsGet(method) || HttpMethods.IsHead(method));
    }

    private async Task<Checked<Proved>> ByApiTokenAsync(string text, DateTimeOffset now, CancellationToken cancellation)
    {
        var hash = Secrets.HashOf(text);
        if (await store.FindApiTokenAsync(hash, cancellation) is not { Token: var token } || token.ExpiresAt <= now)
            return Refusals.InvalidToken.Because("There is no such API token: it was revoked, has expired, or never was.");

        await store.TouchApiTokenAsync(hash, now, cancellation);
        var again = now + ApiTokenAgain;
        return new Proved(Caller.OfToken(token.Id, token.Namespace, token.Role), token.ExpiresAt < again ? token.ExpiresAt : again);
    }

    private async Task<Checked<Proved>> BySignatureAsync(string text, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!SignedTokens.Read(text).TryGet(out var token, out var flaw)) return flaw;

        var identity = await store.FindIdentityAsync(token.Namespace, token.Agent, cancellation);
        var key = identity?.Identity.Keys.FirstOrDefault(key => key.Id == token.KeyId);
        if (key is null || !token.IsSignedBy(key.Jwk))
            return Refusals.InvalidToken.Because($"No key of {token.Namespace}/{token.Agent} signed the token: the agent has to enrol.");
        if (!key.IsGoodAt(now)) return Refusals.KeyRevoked.Because($"The key {key.Id} is not good any more: take the one that replaced it, or enrol anew.");
        if (SignedTokens.CheckTimes(token, now) is { } skew) return skew;

        var until = token.ExpiresAt + SignedTokens.Tolerance;
        var caller = Caller.OfAgent(token.Namespace, token.Agent) with { ClockAhead = SignedTokens.AheadOf(token, now) };
        return new Proved(caller, key.ValidUntil < until ? key.ValidUntil.Value : until);
    }

    private sealed record Proved(Caller Caller, DateTimeOffset Until);
}
