using Cartel.Streams;

namespace Cartel.Agent;

/// <summary>A request to the local server that is refused, as <c>application/problem+json</c> (RFC 9457).</summary>
/// <param name="Status">The status code of HTTP.</param>
/// <param name="Code">A stable word for programs.</param>
/// <param name="Title">What it means.</param>
/// <param name="Detail">What was wrong here, and what to do.</param>
/// <param name="Line">The line or entry that is wrong, from 1; null: none in particular.</param>
public sealed record LocalProblem(int Status, string Code, string Title, string Detail, int? Line = null)
{
    /// <summary>Each line that is wrong, up to ten; null: see <see cref="Line"/>.</summary>
    public IReadOnlyList<SpoolFault>? Faults { get; init; }

    /// <summary>When to try again; null: not said.</summary>
    internal TimeSpan? RetryAfter { get; init; }
}

/// <summary>Refuses a request.</summary>
internal sealed class LocalRefusal(LocalProblem problem) : Exception(problem.Detail)
{
    /// <summary>How it is refused.</summary>
    public LocalProblem Problem => problem;

    public static LocalRefusal NotFound(string path) =>
        new(new LocalProblem(404, "not-found", "There is no such resource", $"{path} is not here; docs/agent.md, “Local HTTP”, lists what is"));

    public static LocalRefusal Method(string allowed) => new(new LocalProblem(405, "method", "The resource does not take this method", $"It takes {allowed}"));

    public static LocalRefusal Foreign(string detail) => new(new LocalProblem(403, "not-local", "Only programs of this device are served", detail));

    public static LocalRefusal Unreadable(string detail, int? line = null) => new(new LocalProblem(422, "unreadable", "The body cannot be used", detail, line));

    public static LocalRefusal Media(string due) => new(new LocalProblem(415, "media-type", "The body's type is not taken", $"Content-Type must be {due}"));

    public static LocalRefusal TooLarge(long most) => new(new LocalProblem(413, "too-large", "The body is too large", $"At most {most} bytes are taken at once: send it in pieces"));

    public static LocalRefusal Full(string detail, TimeSpan retryAfter) =>
        new(new LocalProblem(429, "full", "There is no room now", detail) { RetryAfter = retryAfter });

    public static LocalRefusal Busy(string detail) =>
        new(new LocalProblem(503, "busy", "The pipeline does not answer", detail) { RetryAfter = TimeSpan.FromSeconds(1) });

    public static LocalRefusal Absent(string detail) => new(new LocalProblem(409, "not-configured", "The agent is not set up for this", detail));
}
