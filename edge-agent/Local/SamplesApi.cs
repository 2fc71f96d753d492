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

    public async Task ServeAsync(HttpContext http, CancellationToken cancellation)
    {
        if (queue is null) throw LocalRefusal.Absent("it does not learn from what is posted: start it with --data 'http:?label=NAME'");

        var key = SpoolReply.KeyOf(http.Request);
        var body = await LocalExchange.ReadAsync(http.Request, LocalServer.MostBodyBytes, cancellation);
        var lines = LocalExchange.IsLines(http.Request) ? body : Lines(body);
        var answer = queue.Append(lines.Span, key);
        counts.Took(answer.Samples);
        await SpoolReply.SendAsync(http.Response, answer, LocalServer.MostBodyBytes, queue.Bytes);
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
