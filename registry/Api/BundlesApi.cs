using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

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

    private static async Task<IResult> UploadAsync(string ns, HttpContext http, IMetadataStore store, IPartStore parts, CancellationToken cancellation)
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

        var hashes = bundle.Select(static bytes => Learning.ModelPart.HashOf(bytes)).ToList();
        if (await RecalledAsync(ns, hashes, store, cancellation) is { } recalled) return recalled;

        var stored = false;
        foreach (var (bytes, sha256) in bundle.Zip(hashes))
            stored |= await parts.StoreAsync(ns, sha256, new MemoryStream(bytes, writable: false), cancellation) is Upload.Stored;
        return stored ? Results.StatusCode(StatusCodes.Status201Created) : Results.Ok();
    }

    private static async Task<IResult> FetchAsync(
        string ns, string id, int? waitSeconds, HttpContext http, IMetadataStore store, IPartStore parts, Bells bells, LongPoll poll, TimeProvider time)
    {
        if (LongPoll.Check(waitSeconds) is { } flaw) return Answers.Refuse(flaw);
        if (!(await JsonBody.ReadAsync(http, CartelJson.Default.PartChoice)).TryGet(out var choice, out var refusal)) return Answers.Refuse(refusal);

        TransferMove? move = null;
        var chosen = await TransferWrites.ChangeAsync(
            ns, id, store,
            stored => TransferMoves.Move(stored, move = TransferMoves.Choose(stored.Transfer, choice), sha256 => parts.Has(ns, sha256), time.GetUtcNow()),
            http.RequestAborted);
        if (!chosen.TryGet(out _, out var illegal)) return Answers.Refuse(illegal);
        if (await RecalledAsync(ns, move!.Parts!, store, http.RequestAborted) is { } recalled) return recalled;

        using var wait = poll.Begin(waitSeconds, http);
        var bundle = new List<ReadOnlyMemory<byte>>();
        foreach (var sha256 in move.Parts!)
        {
            var part = await bells.LookUntilAsync(
                Bells.Part(sha256), () => Task.FromResult(parts.Open(ns, sha256)), static part => part is not null, wait.Token);
            if (part is null) return Answers.Refuse(Refusals.PartNotFound, $"The part {sha256} is not here; {choice.Donor} uploads it when it is asked to.");

            bundle.Add(await ReadAsync(part, http.RequestAborted));
        }

        // The target has them: what follows is its own judgement. Should the transfer have ended meanwhile, the parts do no harm.
        _ = await TransferWrites.ChangeAsync(
            ns, id, store, stored => TransferMoves.Move(stored, new TransferMove(TransferState.Verifying), static _ => true, time.GetUtcNow()), http.RequestAborted);
        http.Response.Headers.ContentEncoding = CompressedJson.Encoding;
        return Results.Bytes(PartBundle.Write(bundle), PartBundle.MediaType);
    }

    private static async Task<IResult?> RecalledAsync(string ns, IReadOnlyList<string> hashes, IMetadataStore store, CancellationToken cancellation)
    {
        var recalled = await store.RecalledAsync(ns, cancellation);
        return hashes.FirstOrDefault(recalled.Contains) is { } one ? PartsApi.Recalled(one) : null;
    }

    private static async Task<byte[]> ReadAsync(Stream part, CancellationToken cancellation)
    {
        await using (part)
        {
            var bytes = new byte[part.Length];
            await part.ReadExactlyAsync(bytes, cancellation);
            return bytes;
        }
    }
}
