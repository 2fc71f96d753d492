using Microsoft.OpenApi;

namespace Cartel.Registry.Api.OpenApi;

/// <summary>What each status means, and the headers that come with it.</summary>
internal static class ResponseTexts
{
    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["200"] = "It is done, or here it is",
        ["201"] = "It is new",
        ["204"] = "It is done, and there is nothing to tell",
        ["206"] = "The range asked for",
        ["304"] = "What the client has still stands",
        ["400"] = "The request breaks a rule",
        ["401"] = "Who asks is not known, or the token is not good",
        ["403"] = "Who asks may not",
        ["404"] = "There is no such thing",
        ["409"] = "What stands forbids it",
        ["410"] = "It is gone for good",
        ["412"] = "Something else stands than the request supposes",
        ["413"] = "The body is too long",
        ["415"] = "The body is of another media type or coding than is due",
        ["416"] = "The part is shorter than the range",
        ["422"] = "The request contradicts itself or an earlier one",
        ["428"] = "The request must say what it replaces",
        ["429"] = "Too much at once: come back later",
        ["500"] = "The registry failed",
        ["503"] = "The store does not answer: come back later",
    };

    private static readonly HashSet<string> Tagged = new(["getTask", "putTask", "getAgent", "getProfile", "getTransfer", "getPart", "headPart"], StringComparer.Ordinal);

    public static void Complete(string operation, string method, string status, IOpenApiResponse response)
    {
        if (response is not OpenApiResponse own) return;

        own.Description = Meanings.GetValueOrDefault(status) ?? own.Description;
        if (status is "429" or "503") Add(own, "Retry-After", "Seconds until the same request may succeed");
        if (status is "200" or "201" or "206" or "304" or "416" && Tagged.Contains(operation)) Add(own, "ETag", "Names this form of the resource");
        if (status == "201" && operation == "openTransfer") Add(own, "Location", "The transfer's path");
        if (status is "201" or "204" && method == "POST") Add(own, "Idempotency-Replayed", "`true` where the key came before");
    }

    private static void Add(OpenApiResponse response, string header, string meaning)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers[header] = new OpenApiHeader { Description = meaning, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
    }
}
