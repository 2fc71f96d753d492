using Cartel.Streams;
using Microsoft.AspNetCore.Http;

namespace Cartel.Agent;

/// <summary>Answers who posted a batch to a durable queue.</summary>
internal static class SpoolReply
{
    private const int LongestKey = 200;
    private static readonly TimeSpan WhenFull = TimeSpan.FromSeconds(5);

    /// <summary>What the sender calls the batch; null: it has no name.</summary>
    /// <exception cref="LocalRefusal">It is too long.</exception>
    public static string? KeyOf(HttpRequest request)
    {
        if (request.Headers["Idempotency-Key"] is not [{ } key]) return null;

        return key.Length is > 0 and <= LongestKey ? key : throw LocalRefusal.Unreadable($"Idempotency-Key must have 1 to {LongestKey} characters");
    }

    /// <summary>Says what became of a batch.</summary>
    /// <param name="response">Where it is said.</param>
    /// <param name="answer">What became of it.</param>
    /// <param name="most">The longest batch, in bytes.</param>
    /// <param name="bytes">How full the queue is.</param>
    /// <exception cref="LocalRefusal">It was not taken.</exception>
    public static Task SendAsync(HttpResponse response, SpoolAnswer answer, int most, long bytes)
    {
        if (answer.Outcome is not (SpoolOutcome.Accepted or SpoolOutcome.Duplicate)) throw Refusal(answer, most, bytes);

        response.StatusCode = answer.Outcome is SpoolOutcome.Accepted ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
        return LocalExchange.AnswerAsync(response, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("accepted", answer.Samples);
            if (answer.Outcome is SpoolOutcome.Duplicate) writer.WriteBoolean("duplicate", true);
            writer.WriteEndObject();
        });
    }

    private static LocalRefusal Refusal(SpoolAnswer answer, int most, long bytes) => answer.Outcome switch
    {
        SpoolOutcome.Invalid => new LocalRefusal(
            new LocalProblem(422, "unreadable", "An entry cannot be used; none was taken", answer.Reason!, (int)answer.Faults[0].Line) { Faults = answer.Faults }),
        SpoolOutcome.Full => LocalRefusal.Full($"{bytes} bytes wait to be learned, and there is no room for this", WhenFull),
        SpoolOutcome.TooLarge => LocalRefusal.TooLarge(most),
        _ => new LocalRefusal(new LocalProblem(507, "disk", "The disk refuses it", answer.Reason!) { RetryAfter = WhenFull }),
    };
}
