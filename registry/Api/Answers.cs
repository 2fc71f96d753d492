using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Api;

/// <summary>The forms of an answer.</summary>
internal static class Answers
{
    public static IResult Refuse(Refusal refusal) => new ProblemAnswer(refusal);

    public static IResult Refuse(RefusalKind kind, string detail) => new ProblemAnswer(kind.Because(detail));

    public static IResult Json<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        JsonBytes.Of(value, type, status);

    /// <summary>A resource with its <c>ETag</c>; 304 when the client has this very form already.</summary>
    public static IResult Tagged<T>(HttpContext http, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        Tagged(http, JsonSerializer.SerializeToUtf8Bytes(value, type), status);

    /// <summary>The same of what is JSON already.</summary>
    public static IResult Tagged(HttpContext http, byte[] body, int status = StatusCodes.Status200OK)
    {
        var tag = ETags.Of(body);
        if (!HttpMethods.IsGet(http.Request.Method) || !ETags.Names(http.Request.Headers.IfNoneMatch, tag)) return new JsonBytes(body, status, tag);

        http.Response.Headers.ETag = tag;
        return Results.StatusCode(StatusCodes.Status304NotModified);
    }

    public static IResult NoTask(string task) => Refuse(Refusals.TaskNotFound, $"There is no task “{task}” in this namespace: PUT its manifest first.");

    public static IResult NoAgent(string agent) => Refuse(Refusals.AgentNotFound, $"There is no agent “{agent}” in this task: register it first.");
}
