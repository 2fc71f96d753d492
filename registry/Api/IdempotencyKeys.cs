using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary>The <c>Idempotency-Key</c> of a POST.</summary>
internal static class IdempotencyKeys
{
    private const int LongestKey = 128;

    public static Checked<Idempotency> Read<T>(HttpContext http, string operation, T body, JsonTypeInfo<T> type, DateTimeOffset now)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key is not { Length: > 0 and <= LongestKey } || key.Any(char.IsControl))
            return Refusals.IdempotencyKeyRequired.Because("Send one, new for each thing that happens and the same for its repetitions.");

        // The body as it was understood: another order of members, or white space, is the same body.
        var hash = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body, type)));
        return new Idempotency(operation, key, hash, now);
    }

    public static void MarkReplayed(HttpContext http) => http.Response.Headers["Idempotency-Replayed"] = "true";

    public static IResult Conflict(Idempotency idempotency) => Answers.Refuse(
        Refusals.IdempotencyConflict, $"The key “{idempotency.Key}” came before with another body: take a new one.");
}
