using System.Text.Json;
using System.Text.RegularExpressions;

namespace Cartel.Registry.Tests.OpenApi;

/// <summary>One operation of the document.</summary>
internal sealed record ApiOperation(string Method, string Path, JsonElement Element)
{
    public string Id => Element.TryGetProperty("operationId", out var id) ? id.GetString()! : "";

    public IEnumerable<JsonElement> Parameters => Element.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [];

    public IEnumerable<JsonProperty> Responses => Element.GetProperty("responses").EnumerateObject();
}

/// <summary>The registry's own description, as it serves it.</summary>
internal sealed class ApiDocument
{
    public const string Address = "/openapi/v1.json";

    private readonly List<(Regex Path, ApiOperation Operation)> _operations;
    private readonly JsonSchema _schema;

    private ApiDocument(JsonElement root)
    {
        (Root, _schema) = (root, new JsonSchema(root));
        _operations =
        [
            .. from path in root.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               select (Matching(path.Name), new ApiOperation(operation.Name.ToUpperInvariant(), path.Name, operation.Value)),
        ];
    }

    public JsonElement Root { get; }

    public IEnumerable<ApiOperation> Operations => _operations.Select(static one => one.Operation);

    public JsonSchema Schemas => _schema;

    public static ApiDocument Parse(string json) => new(JsonDocument.Parse(json).RootElement.Clone());

    public static async Task<ApiDocument> LoadAsync(HttpClient http) => Parse(await http.GetStringAsync(Address));

    public ApiOperation? Find(string method, string path) =>
        _operations.Find(one => one.Operation.Method == method && one.Path.IsMatch(path)).Operation;

    /// <summary>What a response breaks that the document promises; empty where it keeps it.</summary>
    public IEnumerable<string> FlawsOf(ApiOperation operation, int status, string? mediaType, Func<string, bool> hasHeader, byte[]? body)
    {
        if (!operation.Element.GetProperty("responses").TryGetProperty($"{status}", out var response)) return ["this status is not declared"];

        var flaws = new List<string>();
        var isKnown = response.TryGetProperty("content", out var content);
        var media = default(JsonElement);
        if (mediaType is not null && (!isKnown || !content.TryGetProperty(mediaType, out media))) flaws.Add($"“{mediaType}” is not declared");
        if (mediaType is null && isKnown && operation.Method is not "HEAD") flaws.Add("a body is declared, and there is none");
        if (body is not null && mediaType is "application/json" or "application/problem+json" && media.TryGetProperty("schema", out var schema))
        {
            using var json = JsonDocument.Parse(body!);
            flaws.AddRange(_schema.FlawsOf(json.RootElement, schema));
        }

        if (hasHeader("ETag") && !Declares("ETag")) flaws.Add("it has an ETag, which is not declared");
        if (status is 429 or 503 && !hasHeader("Retry-After")) flaws.Add("it has no Retry-After");
        return flaws;

        bool Declares(string header) => response.TryGetProperty("headers", out var headers) && headers.TryGetProperty(header, out _);
    }

    private static Regex Matching(string path) => new($"^{Regex.Replace(path, @"\{[^}]+\}", "[^/]+")}$", RegexOptions.Compiled);
}
