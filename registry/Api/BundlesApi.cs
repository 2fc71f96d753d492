using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Security;
using Cartel.Registry.Store;
using Cartel.Registry.Telemetry;

namespace Cartel.Registry.Api;

/// <summary>Several parts in one exchange: <c>PUT /parts</c> uploads them, <c>PUT /transfers/{id}/parts</c> chooses a donor and gets its parts.</summary>
internal static class BundlesApi
{
    public static void MapBundles(this RouteGroupBuilder routes)
    {
        routes.MapPut("/parts", UploadAsync).Accepts<byte[]>(PartBundle.MediaType).Produces(200).Produces(201).Refuses(400, 410, 413, 415);
        routes.MapPut("/transfers/{id}/parts", FetchAsync).Accepts<PartChoice>("application/json")
            .Produces<byte[]>(200, PartBundle.MediaType).Refuses(400, 404, 409, 410, 413);
    }

    private static async Task<IResult> UploadAsync(
        string ns, HttpContext http, IMetadataStore store, IPartStore parts, UploadRights rights, CancellationToken cancellation)
    {
        if (http.Request.Headers.ContentEncoding != CompressedJson.Encoding)
            return Answers.Refuse(Refusals.UnsupportedMediaType, $"A bundle of parts comes in the coding “{CompressedJson.Encoding}”.");

        IReadOnlyList<byte[]> bundle;
        try
        {
            bundle = await PartBundle.ReadAsync(http.Request.Body, PartBundle.LargestBytes, cancellation);
        }
        catch (InvalidDataException flaw)
        {
            return Answers.Refuse(Refusals.InvalidPart, $"This is no bundle of at most {PartBundle.LargestBytes} bytes: {flaw.Message}.");
        }

        if (!TryReplaced(http, bundle.Count, out var replaced))
            return Answers.Refuse(Refusals.InvalidPart, $"{PartBundle.ReplacesHeader} is due to have a hash or “-” for each of the {bundle.Count} parts.");

        var hashes = bundle.Select(static bytes => Learning.ModelPart.HashOf(bytes)).ToList();
        if (await rights.CheckAsync(Caller.Of(http), ns, [.. hashes.Zip(replaced)], cancellation) is { } foreign) return Answers.Refuse(foreign);
        if (await RecalledAsync(ns, hashes, store, cancellation) is { } recalled) return recalled;

        var stored = false;
        foreach (var (bytes, sha256, older) in bundle.Zip(hashes, replaced))
            stored |= await parts.StoreAsync(ns, sha256, older, new MemoryStream(bytes, writable: false), cancellation) is Upload.Stored;
        return stored ? Results.StatusCode(StatusCodes.Status201Created) : Results.Ok();
    }

    private static async Task<IResult> FetchAsync(
        string ns, string id, int? waitSeconds, HttpContext http, IMetadataStore store, IPartStore parts, Bells bells, LongPoll poll, TimeProvider time)
    {
        if (LongPoll.Check(waitSeconds) is { } flaw) return Answers.Refuse(flaw);
        if (!(await JsonBody.ReadAsync(http, CartelJson.Default.PartChoice)).TryGet(out var choice, out var refusal)) return Answers.Refuse(refusal);

        var (now, fromZoo) = (time.GetUtcNow(), false);
        TransferMove? move = null;
        var chosen = await TransferWrites.ChangeAsync(
            ns, id, store,
            async stored =>
            {
                fromZoo = stored.Transfer.Offers.Any(offer => offer.FromZoo && offer.Agent == choice.Donor);
                move = TransferMoves.Choose(stored.Transfer, choice);
                var relay = await parts.LookAsync(ns, [.. move.Parts!.Where(PartRules.IsHash).Distinct()], http.RequestAborted);
                return TransferMoves.Move(stored, move, sha256 => IsHere(relay, sha256), now);
            },
            http.Meter(), http.RequestAborted);
        if (!chosen.TryGet(out _, out var illegal)) return Answers.Refuse(illegal);
        if (await RecalledAsync(ns, move!.Parts!, store, http.RequestAborted) is { } recalled) return recalled;

        using var wait = poll.Begin(waitSeconds, http);
        var (bundle, served) = (new List<ReadOnlyMemory<byte>>(), new List<string>());
        foreach (var sha256 in move.Parts!)
        {
            var found = await bells.LookUntilAsync(Bells.Part(sha256), () => OpenAsync(sha256), static found => found.Part is not null, wait.Token);
            if (found.Part is not { } part) return Answers.Refuse(Refusals.PartNotFound, $"The part {sha256} is not here; {choice.Donor} uploads it when it is asked to.");

            await using (part)
            {
                // What a donor sent in place of what it offered may be longer than was promised.
                if (!PartBundle.Holds([.. bundle.Select(static one => one.Length), part.Length]))
                    return Answers.Refuse(Refusals.PartTooLarge, $"The parts have more than {PartBundle.LargestBytes} bytes together: fetch them one by one.");

                bundle.Add(await ReadAsync(part, http.RequestAborted));
                served.Add(found.Sha256);
            }
        }

        if (await RecalledAsync(ns, served, store, http.RequestAborted) is { } withdrawn) return withdrawn;

        // The target has them: what follows is its own judgement. Should the transfer have ended meanwhile, the parts do no harm.
        _ = await TransferWrites.ChangeAsync(
            ns, id, store, stored => TransferMoves.Move(stored, new TransferMove(TransferState.Verifying), static _ => true, time.GetUtcNow()), http.Meter(), http.RequestAborted);
        http.Response.Headers.ContentEncoding = CompressedJson.Encoding;
        return Results.Bytes(PartBundle.Write(bundle), PartBundle.MediaType);

        bool IsHere(Relayed relay, string sha256) => fromZoo ? relay.Has(sha256) : relay.IsFresh(sha256, now - Freshness.Lasts);

        async Task<(Stream? Part, string Sha256)> OpenAsync(string sha256)
        {
            var relay = await parts.LookAsync(ns, [sha256], http.RequestAborted);
            var newest = fromZoo ? sha256 : relay.Newest(sha256);
            return (IsHere(relay, sha256) ? await parts.OpenAsync(ns, newest, http.RequestAborted) : null, newest);
        }
    }

    private static bool TryReplaced(HttpContext http, int count, out IReadOnlyList<string?> replaced)
    {
        var named = http.Request.Headers[PartBundle.ReplacesHeader].ToString();
        replaced = named.Length == 0 ? new string?[count] : [.. named.Split(',', StringSplitOptions.TrimEntries).Select(static one => one == "-" ? null : one)];
        return replaced.Count == count && replaced.All(static one => one is null || PartRules.IsHash(one));
    }

    private static async Task<IResult?> RecalledAsync(string ns, IReadOnlyList<string> hashes, IMetadataStore store, CancellationToken cancellation)
    {
        var recalled = await store.RecalledAsync(ns, cancellation);
        return hashes.FirstOrDefault(recalled.Contains) is { } one ? PartsApi.Recalled(one) : null;
    }

    private static async Task<byte[]> ReadAsync(Stream part, CancellationToken cancellation)
    {
        var bytes = new byte[part.Length];
        await part.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }
}
