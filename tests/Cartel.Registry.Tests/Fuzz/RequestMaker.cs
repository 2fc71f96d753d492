using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Cartel.Learning;
using Cartel.Registry.Tests.OpenApi;

namespace Cartel.Registry.Tests.Fuzz;

/// <summary>Makes requests by the OpenAPI document, mostly as they should be, and damages some of them.</summary>
internal sealed class RequestMaker
{
    /// <summary>The namespace that is fuzzed; no other is named but by chance.</summary>
    public const string Namespace = "fuzz";

    private static readonly string[] OddNames = ["..", "%2e%2e%2f", "%00", "A", "%C3%28", "a_b", "%F0%9F%98%80", "x%0d%0ay", "%25", "-"];
    private static readonly string[] OddValues = ["", "-1", "NaN", "1e9", "99999999999999999999", "true", "%00", "%C3%28", "'", "a,b", "*", "0x1"];

    private static readonly string[] Filters =
    [
        "eq(name,\"a\")", "and(gt(accuracy,0.5),not(like(name,\"*\")))", "in(state,\"offered\",\"failed\")", "eq(kind,\"drift\")", "lt(at,\"2026-01-02\")",
        "not(not(not(eq(name,null))))", "or(", "eq(,)", "like(name,\"", "eq(name,1)", ")))))", "in(name)", "eq(labels.x,\"y\")",
    ];

    private static readonly string[] Sorts = ["name", "-accuracy,name", "-sample", "createdAt", "id", "nothing", ",", "-"];
    private static readonly string[] OddHeaders = ["", "*", "\"", "W/\"x\"", "bytes=0-", "bytes=-1", "bytes=9-1", "x", "0", "\"x\", \"y\"", "return=minimal", "fuzz-1"];

    private readonly ApiOperation[] _operations;
    private readonly Random _random;
    private readonly JsonMaker _json;
    private readonly Uri _registry;
    private readonly Standing _standing;

    /// <summary>A maker of requests to a registry.</summary>
    /// <param name="document">Its description.</param>
    /// <param name="registry">Its address.</param>
    /// <param name="random">Where the choices come from.</param>
    /// <param name="standing">What is there to be asked for.</param>
    public RequestMaker(ApiDocument document, Uri registry, Random random, Standing standing)
    {
        (_operations, _registry, _random, _standing) = ([.. document.Operations], registry, random, standing);
        _json = new JsonMaker(document, random, standing);
    }

    /// <summary>The next request, and the operation that it is meant for.</summary>
    public (ApiOperation Operation, HttpRequestMessage Request) Next()
    {
        var operation = Pick(_operations);
        if (IsCostly(operation) && _random.Next(20) > 0) operation = Pick(_operations);
        (byte[] Bytes, string MediaType)? body = operation.Element.TryGetProperty("requestBody", out var described) ? Body(described.GetProperty("content").EnumerateObject().First()) : null;
        var sha256 = body is { } sent && _random.Next(4) > 0 ? ModelPart.HashOf(sent.Bytes) : _random.Next(4) > 0 ? _standing.Part : Some.Hash1;
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), Address(operation, sha256));
        foreach (var header in operation.Parameters.Where(static one => one.GetProperty("in").GetString() == "header"))
        {
            // Few keys, so that most requests for help are repetitions: each that is new costs more than the one before.
            if (Name(header) == "Idempotency-Key" && _random.Next(20) > 0) request.Headers.Add("Idempotency-Key", $"fuzz-{_random.Next(40)}");
            else if (_random.Next(8) == 0) request.Headers.TryAddWithoutValidation(Name(header), Pick(OddHeaders));
        }

        if (_random.Next(100) == 0 && operation.Method == "GET") request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        if (_random.Next(20) == 0) request.Headers.TryAddWithoutValidation("Accept-Encoding", "br");
        if (_random.Next(50) == 0) request.Headers.TryAddWithoutValidation("Date", "Thu, 01 Jan 1970 00:00:00 GMT");
        if (body is { } content) request.Content = Content(content.Bytes, content.MediaType);
        return (operation, request);
    }

    // Megabytes, a line for each route and outcome so far; tokens, of which each makes every later look at all of them longer.
    private static bool IsCostly(ApiOperation operation) =>
        operation.Path == "/metrics" || (operation.Method == "POST" && operation.Path.EndsWith("-tokens", StringComparison.Ordinal));

    private Uri Address(ApiOperation operation, string sha256)
    {
        var path = operation.Path;
        var query = new StringBuilder();
        foreach (var parameter in operation.Parameters)
        {
            var name = Name(parameter);
            if (parameter.GetProperty("in").GetString() == "path") path = path.Replace($"{{{name}}}", Segment(name == "token" && !path.Contains("{ns}", StringComparison.Ordinal) && path.Contains("api-tokens", StringComparison.Ordinal) ? "api-token" : name, sha256), StringComparison.Ordinal);
            else if (parameter.GetProperty("in").GetString() == "query" && (name == "limit" || _random.Next(3) == 0)) query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Value(parameter));
        }

        if (_random.Next(100) == 0) path += Pick(OddNames);
        return new Uri($"{_registry.GetLeftPart(UriPartial.Authority)}{path}{query}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private string Segment(string name, string sha256) => name switch
    {
        _ when _random.Next(25) == 0 => Pick(OddNames),
        "ns" => Namespace,
        "task" => _random.Next(8) == 0 ? "land" : "sea",
        "agent" => Pick(["donor", "target", "donor", "target", "a1", "a2"]),
        "id" => OneOf(_standing.Transfers) ?? $"sea.{Convert.ToHexStringLower(_json.Bytes(16))}",
        "key" => OneOf(_standing.Keys) ?? "a0",
        "token" => OneOf(_standing.EnrollmentTokens) ?? "a0",
        "api-token" => OneOf(_standing.ApiTokens) ?? "a0",
        "sha256" => sha256,
        _ => $"a{_random.Next(5)}",
    };

    private string Value(JsonElement parameter)
    {
        if (_random.Next(6) == 0) return Pick(OddValues);

        return Name(parameter) switch
        {
            // Long pages cost much and show nothing more.
            "limit" => _random.Next(50) == 0 ? "1000" : $"{1 + _random.Next(4)}",
            // Nobody waits here.
            "waitSeconds" => "0",
            "filter" => Uri.EscapeDataString(Pick(Filters)),
            "sort" => Pick(Sorts),
            "metric" => Pick(["accuracy", "classPrior,drift", "drift", "mood"]),
            "from" or "to" => Pick(["2026-01-01", "2026-01-01T00:00:00Z", "x"]),
            "step" => Pick(["1", "60", "0.5"]),
            "after" => Pick(["0", "1", "x-1", "9999999"]),
            "replaces" => Some.Hash1,
            "state" => Pick(["offered", "adopted", "x"]),
            _ => Uri.EscapeDataString($"{_json.Make(parameter.GetProperty("schema"), Name(parameter))}"),
        };
    }

    private (byte[] Bytes, string MediaType) Body(JsonProperty media)
    {
        if (media.Name != "application/json") return (_json.Bytes(_random.Next(200)), media.Name);

        var json = Encoding.UTF8.GetBytes(_json.Make(media.Value.GetProperty("schema"))?.ToJsonString() ?? "null");
        return (_random.Next(5) == 0 ? _json.Damage(json) : json, media.Name);
    }

    private ByteArrayContent Content(byte[] bytes, string mediaType)
    {
        var content = new ByteArrayContent(bytes);
        if (_random.Next(50) > 0) content.Headers.ContentType = new MediaTypeHeaderValue(_random.Next(50) == 0 ? "text/plain" : mediaType);
        if (_random.Next(50) == 0) content.Headers.TryAddWithoutValidation("Content-Encoding", Pick(["br", "gzip", "x"]));
        return content;
    }

    private string? OneOf(IReadOnlyList<string> from) => from.Count > 0 && _random.Next(10) > 0 ? from[_random.Next(from.Count)] : null;

    private static string Name(JsonElement parameter) => parameter.GetProperty("name").GetString()!;

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
