namespace Cartel.Registry.Broker;

/// <summary>Every code that the registry refuses with.</summary>
internal static class Refusals
{
    public static readonly RefusalKind MalformedJson = new("malformed-json", 400, "The body is not the JSON that is due");
    public static readonly RefusalKind UnknownMember = new("unknown-member", 400, "The body has a member that is not known here");
    public static readonly RefusalKind MalformedRequest = new("malformed-request", 400, "The request is not HTTP as it should be");
    public static readonly RefusalKind InvalidName = new("invalid-name", 400, "A name in the path or the body is not a name");
    public static readonly RefusalKind InvalidQuery = new("invalid-query", 400, "A query parameter is out of range");
    public static readonly RefusalKind InvalidCursor = new("invalid-cursor", 400, "The cursor is not one of this list and query");
    public static readonly RefusalKind InvalidFilter = new("invalid-filter", 400, "The filter cannot be understood, or is too large");
    public static readonly RefusalKind InvalidManifest = new("invalid-manifest", 400, "The task manifest breaks a rule");
    public static readonly RefusalKind InvalidRegistration = new("invalid-registration", 400, "The registration breaks a rule");
    public static readonly RefusalKind WrongClassCount = new("wrong-class-count", 400, "An array has not one entry for each class of the task");
    public static readonly RefusalKind NegativeCount = new("negative-count", 400, "A count is negative");
    public static readonly RefusalKind RateOutOfRange = new("rate-out-of-range", 400, "A rate is not in [0, 1]");
    public static readonly RefusalKind InvalidPart = new("invalid-part", 400, "A part on offer breaks a rule");
    public static readonly RefusalKind InvalidClass = new("invalid-class", 400, "A class index is not one of the task's");
    public static readonly RefusalKind NoSamples = new("no-samples", 400, "The class counts hold no sample");
    public static readonly RefusalKind InvalidBudget = new("invalid-budget", 400, "The byte budget is negative");
    public static readonly RefusalKind InvalidReceipt = new("invalid-receipt", 400, "The receipt breaks a rule");
    public static readonly RefusalKind InvalidSketch = new("invalid-sketch", 400, "A sketch is not one");
    public static readonly RefusalKind InvalidRecall = new("invalid-recall", 400, "The recall breaks a rule");
    public static readonly RefusalKind InvalidDigest = new("invalid-digest", 400, "The header Repr-Digest is not one");
    public static readonly RefusalKind IdempotencyKeyRequired = new("idempotency-key-required", 400, "The header Idempotency-Key is due: 1 to 128 characters");
    public static readonly RefusalKind NotFound = new("not-found", 404, "There is nothing at this address");
    public static readonly RefusalKind TaskNotFound = new("task-not-found", 404, "There is no such task");
    public static readonly RefusalKind AgentNotFound = new("agent-not-found", 404, "There is no such agent");
    public static readonly RefusalKind ProfileNotFound = new("profile-not-found", 404, "The agent has not published a profile yet", Retryable: true);
    public static readonly RefusalKind TransferNotFound = new("transfer-not-found", 404, "There is no such transfer");
    public static readonly RefusalKind PartNotFound = new("part-not-found", 404, "The part is not here (yet)", Retryable: true);
    public static readonly RefusalKind MethodNotAllowed = new("method-not-allowed", 405, "This address does not take this method");
    public static readonly RefusalKind RequestTimeout = new("request-timeout", 408, "The request came too slowly", Retryable: true);
    public static readonly RefusalKind TaskInUse = new("task-in-use", 409, "The task has agents");
    public static readonly RefusalKind SchemaMismatch = new("schema-mismatch", 409, "The schema is not the task's");
    public static readonly RefusalKind StaleSequence = new("stale-sequence", 409, "A profile with this or a later sequence number stands already");
    public static readonly RefusalKind IllegalMove = new("illegal-move", 409, "The transfer cannot go from its state to that one");
    public static readonly RefusalKind DonorNotOffered = new("donor-not-offered", 409, "The donor, or the part, was not offered in this transfer");
    public static readonly RefusalKind TransferEnded = new("transfer-ended", 409, "The transfer has ended already");
    public static readonly RefusalKind EventsGone = new("events-gone", 410, "The events after this id are not kept any more");
    public static readonly RefusalKind PartRecalled = new("part-recalled", 410, "The part was recalled");
    public static readonly RefusalKind PreconditionFailed = new("precondition-failed", 412, "Something else stands than the request supposes");
    public static readonly RefusalKind BodyTooLarge = new("body-too-large", 413, "The body is longer than 1 MiB");
    public static readonly RefusalKind PartTooLarge = new("part-too-large", 413, "The part is longer than the relay takes");
    public static readonly RefusalKind UnsupportedMediaType = new("unsupported-media-type", 415, "The Content-Type is not the one due: application/json, or application/octet-stream for a part");
    public static readonly RefusalKind RangeNotSatisfiable = new("range-not-satisfiable", 416, "The range is not one within the part");
    public static readonly RefusalKind PartHashMismatch = new("part-hash-mismatch", 422, "The bytes are not those of this hash", Retryable: true);
    public static readonly RefusalKind IdempotencyConflict = new("idempotency-conflict", 422, "The Idempotency-Key came before with another body");
    public static readonly RefusalKind PreconditionRequired = new("precondition-required", 428, "The request must say what it replaces: If-Match");
    public static readonly RefusalKind TooManyStreams = new("too-many-streams", 429, "Too many streams are open", Retryable: true);
    public static readonly RefusalKind Internal = new("internal", 500, "The registry failed", Retryable: true);
    public static readonly RefusalKind StoreUnavailable = new("store-unavailable", 503, "The registry's store does not answer", Retryable: true);
}
