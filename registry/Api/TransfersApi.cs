using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Lists;
using Cartel.Registry.Replica;
using Cartel.Registry.Security;
using Cartel.Registry.Store;
using Cartel.Registry.Telemetry;

namespace Cartel.Registry.Api;

/// <summary><c>/tasks/{task}/transfers</c>: requests for help.</summary>
internal static class TransfersApi
{
    private const int Stretch = 200;

    public static void MapTransfers(this RouteGroupBuilder routes)
    {
        routes.MapPost("/tasks/{task}/transfers", PostAsync).Accepts<TransferRequest>("application/json")
            .Produces<Transfer>(201).Refuses(400, 404, 409, 413, 422);
        routes.MapGet("/tasks/{task}/transfers", ListAsync).Produces<Page<Transfer>>().Refuses(400, 404);
        routes.MapGet("/transfers/{id}", GetAsync).Produces<Transfer>().Refuses(404);
        routes.MapPut("/transfers/{id}/state", MoveAsync).Accepts<TransferMove>("application/json")
            .Produces<Transfer>().Produces(204).Refuses(400, 404, 409, 413);
        routes.MapPut("/transfers/{id}/receipt", EndAsync).Accepts<TransferReceipt>("application/json")
            .Produces<Transfer>().Produces(204).Refuses(400, 404, 409, 413);
    }

    private static async Task<IResult> PostAsync(
        string ns, string task, HttpContext http, IMetadataStore store, FleetReader fleets, IPartStore parts, Matchmaker matchmaker,
        TransferIds ids, Hints hints, TimeProvider time, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(http, CartelJson.Default.TransferRequest);
        if (!body.TryGet(out var request, out var refusal)) return Answers.Refuse(refusal);
        if (!Caller.Of(http).MayActAs(request.Target)) return Answers.Refuse(Refusals.Forbidden, $"Nobody else may ask in the name of “{request.Target}”.");

        var now = time.GetUtcNow();
        var key = new TaskKey(ns, task);
        var header = IdempotencyKeys.Read(http, "transfer", request, CartelJson.Default.TransferRequest, now);
        if (!header.TryGet(out var idempotency, out var missing)) return Answers.Refuse(missing);
        if (await store.FindTaskAsync(key, cancellation) is not { } manifest) return Answers.NoTask(task);
        if (await store.FindOpeningAsync(key, idempotency, cancellation) is { } before) return await AnswerAsync(http, key, request, before, idempotency, store, cancellation);
        if (TransferRules.Check(request, manifest) is { } flaw) return Answers.Refuse(flaw);
        if (await store.FindAgentAsync(key.Agent(request.Target), cancellation) is null) return Answers.NoAgent(request.Target);

        var fleet = await fleets.ReadAsync(key, request.Target, cancellation);
        var transfer = matchmaker.Open(ids.Next(task, now), task, request, fleet, now) with { TraceParent = TraceParents.Current };
        var trigger = EventTexts.Signal(
            key.Agent(request.Target), request.Trigger.Kind, request.Trigger.Sample, request.Needs, manifest.Schema.Classes, now);
        var first = EventTexts.Of(transfer, request.Trigger.Sample);
        var opening = await store.OpenTransferAsync(key, transfer, idempotency, [trigger, first], cancellation);
        if (opening is { Outcome: IdempotencyOutcome.New, Transfer: { } opened })
        {
            http.Meter().Moved(opened.State);
            await AskFirstAsync(key, request, opened, store, parts, now, cancellation);
            await hints.SpreadAsync(key, opened, fleet, now, cancellation);
        }

        return await AnswerAsync(http, key, request, opening, idempotency, store, cancellation);
    }

    // The best donor uploads while the target still reads its answer; should the target choose another, little is lost. Where the target
    // fetches a few companions only, it alone knows which.
    private static async Task AskFirstAsync(
        TaskKey key, TransferRequest request, Transfer transfer, IMetadataStore store, IPartStore parts, DateTimeOffset now, CancellationToken cancellation)
    {
        if (transfer.Offers is not [{ FromZoo: false } best, ..]) return;
        if (request.Direct && (await store.FindAgentAsync(key.Agent(best.Agent), cancellation))?.Registration.Peer is not null) return;

        var all = request.Companions is null && best.Parts.Sum(static part => (long)part.SizeBytes) <= request.ByteBudget;
        string[] fetched = [.. best.Parts.Where(part => all || part.Classes.Any(transfer.Needs.Contains)).Select(static part => part.Sha256)];
        var relay = await parts.LookAsync(key.Namespace, fetched, cancellation);
        string[] wanted = [.. fetched.Where(sha256 => !relay.IsFresh(sha256, now - Freshness.Lasts))];
        if (wanted.Length > 0) await store.RequestPartsAsync(key.Agent(best.Agent), transfer.Id, wanted, now, cancellation);
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext http, TaskKey key, TransferRequest request, Opening opening, Idempotency idempotency, IMetadataStore store, CancellationToken cancellation)
    {
        if (opening.Transfer is not { } transfer) return IdempotencyKeys.Conflict(idempotency);
        if (opening.Outcome is IdempotencyOutcome.Replayed) IdempotencyKeys.MarkReplayed(http);

        http.Response.Headers.Location = $"/api/v1/namespaces/{http.Request.RouteValues["ns"]}/transfers/{transfer.Id}";
        // Tickets are told, and not kept: whoever looks at the transfer later is somebody else.
        var offers = request.Direct ? await AdmitAsync(key, transfer, store, cancellation) : transfer.Offers;
        return Answers.Json(transfer with { Offers = offers, Warnings = Warnings.Of(http, idempotency.At) }, CartelJson.Default.Transfer, StatusCodes.Status201Created);
    }

    private static async Task<IReadOnlyList<DonorOffer>> AdmitAsync(TaskKey key, Transfer transfer, IMetadataStore store, CancellationToken cancellation)
    {
        var offers = new List<DonorOffer>(transfer.Offers.Count);
        foreach (var offer in transfer.Offers)
        {
            var donor = offer.FromZoo ? null : await store.FindAgentAsync(key.Agent(offer.Agent), cancellation);
            offers.Add(PeerRules.Admit(offer, donor?.Registration.Peer, key.Namespace, transfer));
        }

        return offers;
    }

    private static async Task<IResult> ListAsync(
        string ns, string task, string? state, string? target, [AsParameters] ListQuery query, IMetadataStore store, CancellationToken cancellation)
    {
        var wanted = default(TransferState);
        if (state is not null && !Words.TryState(state, out wanted)) return Answers.Refuse(Refusals.InvalidQuery, $"There is no state “{state}”.");
        if (!Listing<Transfer>.Read(query, TransferShape.Shape, $"{ns}/{task}?{state}&{target}").TryGet(out var listing, out var refusal))
            return Answers.Refuse(refusal);

        var key = new TaskKey(ns, task);
        if (await store.FindTaskAsync(key, cancellation) is null) return Answers.NoTask(task);

        // In the list's own order no more is read than the page needs; in any other order the whole list is.
        var taken = new List<Transfer>();
        var after = listing.AfterKey;
        while (!listing.IsInOwnOrder || taken.Count <= listing.Limit)
        {
            var stretch = await store.TransfersAsync(key, after, Stretch, cancellation);
            taken.AddRange(stretch.Where(transfer =>
                (state is null || transfer.State == wanted) && (target is null || transfer.Target == target) && listing.Takes(transfer)));
            if (stretch.Count < Stretch) break;

            after = stretch[^1].Id;
        }

        return Answers.Json(listing.Close(listing.IsInOwnOrder ? taken : listing.InOrder(taken), static transfer => transfer), CartelJson.Default.PageTransfer);
    }

    private static async Task<IResult> GetAsync(string ns, string id, HttpContext http, IMetadataStore store, CancellationToken cancellation) =>
        await TransferWrites.FindAsync(ns, id, store, cancellation) is { } found
            ? Answers.Tagged(http, found, CartelJson.Default.Transfer)
            : Answers.Refuse(TransferWrites.None(id));

    private static async Task<IResult> MoveAsync(
        string ns, string id, HttpContext http, IMetadataStore store, IPartStore parts, TimeProvider time, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(http, CartelJson.Default.TransferMove);
        if (!body.TryGet(out var move, out var refusal)) return Answers.Refuse(refusal);

        // What is no hash is no part; the move is refused for it.
        var relay = await parts.LookAsync(ns, [.. (move.Parts ?? []).Where(PartRules.IsHash).Distinct()], cancellation);
        return await ChangeAsync(
            ns, id, http, store,
            stored => TransferMoves.Move(stored, move, sha256 => relay.IsFresh(sha256, time.GetUtcNow() - Freshness.Lasts), time.GetUtcNow()), cancellation);
    }

    private static async Task<IResult> EndAsync(
        string ns, string id, HttpContext http, IMetadataStore store, TimeProvider time, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync(http, CartelJson.Default.TransferReceipt);
        if (!body.TryGet(out var receipt, out var refusal)) return Answers.Refuse(refusal);
        if (TransferRules.Check(receipt) is { } flaw) return Answers.Refuse(flaw);

        return await ChangeAsync(ns, id, http, store, stored => TransferMoves.End(stored, receipt, time.GetUtcNow()), cancellation);
    }

    private static async Task<IResult> ChangeAsync(
        string ns, string id, HttpContext http, IMetadataStore store, Func<StoredTransfer, Checked<TransferChange>> decide, CancellationToken cancellation)
    {
        var changed = await TransferWrites.ChangeAsync(ns, id, store, decide, http.Meter(), cancellation);
        if (!changed.TryGet(out var after, out var refusal)) return Answers.Refuse(refusal);

        return Preferences.Spares(http) ? Results.NoContent() : Answers.Json(after, CartelJson.Default.Transfer);
    }
}
