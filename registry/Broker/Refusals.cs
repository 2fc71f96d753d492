namespace Cartel.Registry.Broker;

/// <summary>Every code that the registry refuses with.</summary>
internal static class Refusals
{
    public static readonly RefusalKind MalformedJson = new("malformed-json", 400, "The body is not the JSON that is due");
    public static readonly RefusalKind InvalidName = new("invalid-name", 400, "A name in the path or the body is not a name");
    public static readonly RefusalKind InvalidQuery = new("invalid-query", 400, "A query parameter is out of range");
    public static readonly RefusalKind InvalidCursor = new("invalid-cursor", 400, "The cursor is not one of this list and query");
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
    public static readonly RefusalKind IdempotencyKeyRequired = new("idempotency-key-required", 400, "The header Idempotency-Key is due: 1 to 128 characters");
    public static readonly RefusalKind InvalidKey = new("invalid-key", 400, "The public key is not one on the curve P-256");
    public static readonly RefusalKind InvalidTokenOrder = new("invalid-token-order", 400, "What the token is to allow breaks a rule");
    public static readonly RefusalKind Unauthenticated = new("unauthenticated", 401, "The request does not say who sends it");
    public static readonly RefusalKind InvalidToken = new("invalid-token", 401, "The token is not one, not signed by a known key, or not valid any more");
    public static readonly RefusalKind ClockSkew = new("clock-skew", 401, "The token is not of now by the registry's clock", Retryable: true);
    public static readonly RefusalKind KeyRevoked = new("key-revoked", 401, "The key, or the whole identity, was revoked or replaced");
    public static readonly RefusalKind Forbidden = new("forbidden", 403, "The sender may not do this");
    public static readonly RefusalKind EnrollmentRefused = new("enrollment-refused", 403, "The enrolment token is not good, or not for this name");
    public static readonly RefusalKind IdentityNotFound = new("identity-not-found", 404, "There is no such identity or key");
    public static readonly RefusalKind TokenNotFound = new("token-not-found", 404, "There is no such token");
    public static readonly RefusalKind IdentityExists = new("identity-exists", 409, "The name has an identity with another key");
    public static readonly RefusalKind TooManyKeys = new("too-many-keys", 409, "The identity has as many keys as it may have");
    public static readonly RefusalKind RateLimited = new("rate-limited", 429, "Too many requests or bytes", Retryable: true);
    public static readonly RefusalKind NotFound = new("not-found", 404, "There is nothing at this address");
    public static readonly RefusalKind TaskNotFound = new("task-not-found", 404, "There is no such task");
    public static readonly RefusalKind AgentNotFound = new("agent-not-found", 404, "There is no such agent");
    public static readonly RefusalKind ProfileNotFound = new("profile-not-found", 404, "The agent has not published a profile yet", Retryable: true);
    public static readonly RefusalKind TransferNotFound = new("transfer-not-found", 404, "There is no such transfer");
    public static readonly RefusalKind PartNotFound = new("part-not-found", 404, "The part is not here (yet)", Retryable: true);
    public static readonly RefusalKind MethodNotAllowed = new("method-not-allowed", 405, "This address does not take this method");
    public static readonly RefusalKind TaskInUse = new("task-in-use", 409, "The task has agents");
    public static readonly RefusalKind SchemaMismatch = new("schema-mismatch", 409, "The schema is not the task's");
    public static readonly RefusalKind StaleSequence = new("stale-sequence", 409, "A profile with this or a later sequence number stands already");
    public static readonly RefusalKind IllegalMove = new("illegal-move", 409, "The transfer cannot go from its state to that one");
    public static readonly RefusalKind DonorNotOffered = new("donor-not-offered", 409, "The donor, or the part, was not offered in this transfer");
    public static readonly RefusalKind TransferEnded = new("transfer-ended", 409, "The transfer has ended already");
    public static readonly RefusalKind EventsGone = new("events-gone", 410, "The events after this id are not kept any more");
    public static readonly RefusalKind PartRecalled = new("part-recalled", 410, "The part was recalled");
    public static readonly RefusalKind BodyTooLarge = new("body-too-large", 413, "The body is longer than 1 MiB");
    public static readonly RefusalKind PartTooLarge = new("part-too-large", 413, "The part is longer than 16 MiB");
    public static readonly RefusalKind UnsupportedMediaType = new("unsupported-media-type", 415, "The Content-Type is not the one due: application/json, or application/octet-stream for a part");
    public static readonly RefusalKind PartHashMismatch = new("part-hash-mismatch", 422, "The bytes are not those of this hash", Retryable: true);
    public static readonly RefusalKind IdempotencyConflict = new("idempotency-conflict", 422, "The Idempotency-Key came before with another body");
    public static readonly RefusalKind Internal = new("internal", 500, "The registry failed", Retryable: true);
    public static readonly RefusalKind StoreUnavailable = new("store-unavailable", 503, "The registry's store does not answer", Retryable: true);
}
