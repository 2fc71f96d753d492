using Cartel.Streams;
using Microsoft.AspNetCore.Http;

namespace Cartel.Agent;

/// <summary><c>POST /v1/samples</c>: samples to learn from, one, an array, or a line each. A batch is taken whole or not at all, and is durable
/// when it is accepted.</summary>
/// <param name="queue">Where they go; null: the agent learns from something else.</param>
/// <param name="counts">What was taken.</param>
internal sealed class SamplesApi(Spool? queue, LocalCounts counts)
{
    private const int MostSamples = 100_000;
    private const int LongestKey = 200;
    private static readonly TimeSpan WhenFull = TimeSpan.FromSeconds(5);

    public async Task ServeAsync(HttpContext http, CancellationToken cancellation)
    {
        if (queue is null) throw LocalRefusal.Absent("it does not learn from what is posted: start it with --data 'http:?label=NAME'");

        var key = KeyOf(http.Request);
        var body = await LocalExchange.ReadAsync(http.Request, LocalServer.MostBodyBytes, cancellation);
        var lines = LocalExchange.IsLines(http.Request) ? body : Lines(body);
        var answer = queue.Append(lines.Span, key);
        if (answer.Outcome is not (SpoolOutcome.Accepted or SpoolOutcome.Duplicate)) throw Refusal(answer, queue);

        counts.Took(answer.Samples);
        http.Response.StatusCode = answer.Outcome is SpoolOutcome.Accepted ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
        await LocalExchange.AnswerAsync(http.Response, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("accepted", answer.Samples);
            if (answer.Outcome is SpoolOutcome.Duplicate) writer.WriteBoolean("duplicate", true);
            writer.WriteEndObject();
        });
    }

    private static LocalRefusal Refusal(SpoolAnswer answer, Spool queue) => answer.Outcome switch
    {
        SpoolOutcome.Invalid => new LocalRefusal(
            new LocalProblem(422, "unreadable", "A sample cannot be used; none was taken", answer.Reason!, (int)answer.Faults[0].Line) { Faults = answer.Faults }),
        SpoolOutcome.Full => LocalRefusal.Full($"{queue.Bytes} of {queue.CapacityBytes} bytes wait to be learned", WhenFull),
        SpoolOutcome.TooLarge => LocalRefusal.TooLarge(LocalServer.MostBodyBytes),
        _ => new LocalRefusal(new LocalProblem(507, "disk", "The disk refuses it", answer.Reason!) { RetryAfter = WhenFull }),
    };

    private static string? KeyOf(HttpRequest request)
    {
        if (request.Headers["Idempotency-Key"] is not [{ } key]) return null;

        return key.Length is > 0 and <= LongestKey ? key : throw LocalRefusal.Unreadable($"Idempotency-Key must have 1 to {LongestKey} characters");
    }

    // Within JSON a line's end is white space: each object becomes one line.
    private static ReadOnlyMemory<byte> Lines(ReadOnlyMemory<byte> body)
    {
        var lines = new MemoryStream(body.Length + 1);
        foreach (var entry in JsonEntries.Of(body, MostSamples))
        {
            foreach (var part in entry.Span) lines.WriteByte(part is (byte)'\n' or (byte)'\r' ? (byte)' ' : part);
            lines.WriteByte((byte)'\n');
        }

        return lines.GetBuffer().AsMemory(0, (int)lines.Length);
    }
}
