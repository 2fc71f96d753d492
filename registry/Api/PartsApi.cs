using Cartel.Registry.Broker;
using Cartel.Registry.Security;
using Cartel.Registry.Store;
using Microsoft.Net.Http.Headers;

namespace Cartel.Registry.Api;

/// <summary><c>/parts/{sha256}</c>: the relay for agents that cannot reach each other. A part never changes.</summary>
internal static class PartsApi
{
    private const string Forever = "private, max-age=31536000, immutable";

    public static void MapParts(this RouteGroupBuilder routes)
    {
        routes.MapMethods("/parts/{sha256}", [HttpMethods.Get, HttpMethods.Head], GetAsync)
            .Produces<byte[]>(200, "application/octet-stream").Produces<byte[]>(206, "application/octet-stream").Produces(304).Refuses(400, 404, 410, 416);
        routes.MapPut("/parts/{sha256}", PutAsync).Accepts<byte[]>("application/octet-stream").Produces(200).Produces(201).Refuses(400, 410, 413, 422);
    }

    private static async Task<IResult> GetAsync(
        string ns, string sha256, int? waitSeconds, int? maxAgeSeconds, HttpContext http, IMetadataStore store, IPartStore parts, Bells bells, LongPoll poll,
        TimeProvider time)
    {
        if (!PartRules.IsHash(sha256)) return NoHash(sha256);
        if (LongPoll.Check(waitSeconds) is { } flaw) return Answers.Refuse(flaw);
        if (maxAgeSeconds is < 0 or > 86_400) return Answers.Refuse(Refusals.InvalidQuery, $"maxAgeSeconds is {maxAgeSeconds}; 0 to 86400 is allowed.");
        if ((await store.RecalledAsync(ns, http.RequestAborted)).Contains(sha256)) return Recalled(sha256);

        var served = sha256;
        // What a donor sent in place of the part will do for whoever asks for a recent one.
        var since = maxAgeSeconds is { } age ? time.GetUtcNow() - TimeSpan.FromSeconds(age) : (DateTimeOffset?)null;
        using var wait = poll.Begin(waitSeconds, http);
        var part = await bells.LookUntilAsync(Bells.Part(sha256), OpenAsync, static part => part is not null, wait.Token);
        if (part is null) return Answers.Refuse(Refusals.PartNotFound, $"The part {sha256} is not here; its donor uploads it when it is asked to.");

        var tag = new EntityTagHeaderValue($"\"{served}\"");
        if (RangeFlaw(http.Request, tag, part.Length) is { } beyond)
        {
            http.Response.Headers.ContentRange = $"bytes */{part.Length}";
            await part.DisposeAsync();
            return Answers.Refuse(Refusals.RangeNotSatisfiable, beyond);
        }

        if (served == sha256) http.Response.Headers.CacheControl = Forever;
        http.Response.Headers[ReprDigest.Header] = ReprDigest.Of(served);
        return Results.Stream(part, "application/octet-stream", entityTag: tag, enableRangeProcessing: true);

        async Task<Stream?> OpenAsync()
        {
            if (since is null) return await parts.OpenAsync(ns, sha256, http.RequestAborted);

            var relay = await parts.LookAsync(ns, [sha256], http.RequestAborted);
            served = relay.Newest(sha256);
            return relay.IsFresh(sha256, since.Value) ? await parts.OpenAsync(ns, served, http.RequestAborted) : null;
        }
    }

    private static string? RangeFlaw(HttpRequest request, EntityTagHeaderValue tag, long length)
    {
        var headers = request.GetTypedHeaders();
        var isSame = headers.IfRange is not { } condition || condition.EntityTag?.Compare(tag, useStrongComparison: true) is true;
        if (headers.Range is not { Unit.Value: "bytes", Ranges: var ranges } || !isSame)
        {
            // Whoever has another form of it, or counts in something else, gets the whole.
            request.Headers.Remove(HeaderNames.Range);
            return null;
        }

        if (ranges.Count > 1) return "One range at a time: ask for each by itself.";

        var (from, to) = (ranges.Single().From, ranges.Single().To);
        return from >= length || (from is null && to == 0) ? $"The part has {length} bytes: none of them is within “{headers.Range}”." : null;
    }

    private static async Task<IResult> PutAsync(
        string ns, string sha256, string? replaces, HttpContext http, IMetadataStore store, IPartStore parts, PartLimits limits, UploadRights rights, CancellationToken cancellation)
    {
        if (!PartRules.IsHash(sha256)) return NoHash(sha256);
        if (replaces is not null && !PartRules.IsHash(replaces)) return NoHash(replaces);
        if (!ReprDigest.TryRead(http.Request, out var digest)) return Answers.Refuse(Refusals.InvalidDigest, $"{ReprDigest.Header} is due to be {ReprDigest.Of(sha256)}.");
        if (digest is not null && digest != sha256) return WrongHash(sha256);
        if (http.Request.ContentLength > limits.LargestPart) return TooLarge(limits);
        if (await rights.CheckAsync(Caller.Of(http), ns, [(sha256, replaces)], cancellation) is { } foreign) return Answers.Refuse(foreign);
        if ((await store.RecalledAsync(ns, cancellation)).Contains(sha256)) return Recalled(sha256);

        return await parts.StoreAsync(ns, sha256, replaces, http.Request.Body, cancellation) switch
        {
            Upload.Stored => Results.StatusCode(StatusCodes.Status201Created),
            Upload.AlreadyThere => Results.Ok(),
            Upload.TooLarge => TooLarge(limits),
            _ => WrongHash(sha256),
        };
    }

    internal static IResult Recalled(string sha256) =>
        Answers.Refuse(Refusals.PartRecalled, $"The part {sha256} was recalled by an operator: take another donor's, and undo what was merged from it.");

    internal static IResult NoHash(string text) => Answers.Refuse(Refusals.InvalidName, $"“{text}” is not a SHA-256: 64 lower-case hexadecimal digits.");

    private static IResult TooLarge(PartLimits limits) => Answers.Refuse(Refusals.PartTooLarge, $"The most is {limits.LargestPart} bytes.");

    private static IResult WrongHash(string sha256) =>
        Answers.Refuse(Refusals.PartHashMismatch, $"The SHA-256 of the bytes is not {sha256}: they were damaged on the way, or it is another part.");
}
