using System.Text.RegularExpressions;
using Cartel.Protocol;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Cartel.Registry.Api.OpenApi;

/// <summary>Completes the OpenAPI document: what the types of handlers cannot say of ids, ranges, headers and refusals.</summary>
internal sealed partial class DocumentWriter : IOpenApiDocumentTransformer
{
    private const string Root = "/api/v1/namespaces/{ns}";
    private const string ProblemType = "application/problem+json";

    // What any operation may be answered.
    private static readonly int[] Anywhere = [400, 401, 403, 429, 500, 503];

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Cartel registry",
            Version = "1",
            Description = "Agents publish what they know, ask who is alike, and lend each other parts of their models. What it promises stands in docs/protocol.md.",
            License = new OpenApiLicense { Name = "MIT" },
        };
        // The address is whichever the client used to get here.
        document.Servers = [new OpenApiServer { Url = "/" }];
        foreach (var (name, schema) in document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>()) Complete(name, schema);
        foreach (var (path, item) in document.Paths)
        {
            foreach (var (method, operation) in item.Operations ?? []) Complete(document, path, method.Method, operation);
        }

        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["token"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An agent's own signed token, or an API token; where the registry runs without authentication, nothing. See docs/security.md.",
            },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
        document.Tags = OperationTexts.Tags.Select(static tag => new OpenApiTag { Name = tag.Key, Description = tag.Value }).ToHashSet();
        return Task.CompletedTask;
    }

    private static void Complete(OpenApiDocument document, string path, string method, OpenApiOperation operation)
    {
        var below = path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..] : path;
        if (OperationTexts.All.TryGetValue($"{method} {below}", out var text))
        {
            (operation.OperationId, operation.Summary) = (text.Id, text.Summary);
            operation.Tags = new HashSet<OpenApiTagReference> { new(text.Tag, document) };
            operation.Parameters = [.. operation.Parameters ?? [], .. text.Headers.Select(HeaderParameter)];
        }

        foreach (var parameter in operation.Parameters ?? [])
        {
            if (parameter is not OpenApiParameter own || ParameterTexts.Of(operation.OperationId ?? "", own.Name ?? "") is not { } known) continue;

            own.Description = known.Meaning;
            known.Bound.ApplyTo(own.Schema);
        }

        Refuse(document, operation, path.StartsWith("/api", StringComparison.Ordinal) ? Anywhere : []);
        if (method == "GET" && text?.Headers.Contains("If-None-Match") is true) operation.Responses!.TryAdd("304", new OpenApiResponse());
        if (operation.RequestBody is not null) Refuse(document, operation, [413, 415]);
        foreach (var (status, response) in operation.Responses ?? []) ResponseTexts.Complete(operation.OperationId ?? "", method, status, response);
        operation.Responses = InOrder(operation.Responses ?? []);
    }

    private static OpenApiParameter HeaderParameter(string name)
    {
        var (meaning, bound) = ParameterTexts.OfHeader(name);
        var schema = new OpenApiSchema { Type = JsonSchemaType.String };
        bound.ApplyTo(schema);
        return new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = meaning,
            Required = name == "Idempotency-Key",
            Schema = schema,
        };
    }

    private static void Refuse(OpenApiDocument document, OpenApiOperation operation, int[] statuses)
    {
        operation.Responses ??= [];
        foreach (var status in statuses)
        {
            operation.Responses.TryAdd($"{status}", new OpenApiResponse
            {
                Content = new Dictionary<string, OpenApiMediaType> { [ProblemType] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), document) } },
            });
        }
    }

    private static OpenApiResponses InOrder(OpenApiResponses responses)
    {
        var ordered = new OpenApiResponses();
        foreach (var (status, response) in responses.OrderBy(static response => response.Key, StringComparer.Ordinal)) ordered.Add(status, response);
        return ordered;
    }

    private static void Complete(string name, IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema own) return;

        own.Description = OneLine(own.Description);
        foreach (var (member, value) in own.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            value.Description = OneLine(value.Description);
            SchemaBounds.Of(name, member)?.ApplyTo(value);
            // What has no sketch is null in its place, which the types of array elements do not say.
            if (member == "sketch" && value is OpenApiSchema { Items: OpenApiSchema item }) item.Type |= JsonSchemaType.Null;
            // What may be null is left out of answers, and may be of requests.
            if (IsNullable(value)) own.Required?.Remove(member);
        }
    }

    private static bool IsNullable(IOpenApiSchema schema) =>
        schema.Type is { } type && type.HasFlag(JsonSchemaType.Null) || (schema.OneOf?.Any(static one => one.Type is JsonSchemaType.Null) ?? false);

    private static string? OneLine(string? text) => text is null ? null : WhiteSpace().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
