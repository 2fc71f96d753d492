using System.Text.Json;
using Cartel.Learning;
using Microsoft.AspNetCore.Http;

namespace Cartel.Agent;

/// <summary><c>POST /v1/labels</c>: labels that come after their samples, <c>{"key": …, "label": …}</c>, one, an array, or a line each.</summary>
/// <remarks>They are learned with their samples at once, or wait for these; durable they are with the next checkpoint. To send them again
/// after a crash does no harm.</remarks>
internal sealed class LabelsApi(AgentState state, Pipeline pipeline, Mailbox mailbox, LocalCounts counts)
{
    private const int MostBytes = 1024 * 1024;
    private const int MostLabels = 10_000;
    private const int AtOnce = 32;

    private readonly FeatureSchema _schema = state.Source.Schema;

    public async Task ServeAsync(HttpContext http, CancellationToken cancellation)
    {
        if (state.Late is null) throw LocalRefusal.Absent("it keeps no samples for labels to come: start it with --listen and a --label-window above 0");

        var body = await LocalExchange.ReadAsync(http.Request, MostBytes, cancellation);
        var labels = JsonEntries.Of(body, MostLabels).Select((entry, index) => Read(entry.Span, index + 1)).ToList();
        // All were looked at before the first is taken, and the pipeline is not held up for long.
        foreach (var some in labels.Chunk(AtOnce))
        {
            await mailbox.TellAsync(
                () =>
                {
                    foreach (var (key, label) in some) pipeline.Label(key, label);
                },
                cancellation);
            counts.Labelled(some.Length);
        }

        http.Response.StatusCode = StatusCodes.Status202Accepted;
        await LocalExchange.AnswerAsync(http.Response, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("accepted", labels.Count);
            writer.WriteEndObject();
        });
    }

    private (string Key, int Label) Read(ReadOnlySpan<byte> json, int line)
    {
        var reader = new Utf8JsonReader(json);
        string? key = null, label = null;
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var (isKey, isLabel) = (reader.ValueTextEquals("key"u8), reader.ValueTextEquals("label"u8));
                reader.Read();
                if (!isKey && !isLabel) throw LocalRefusal.Unreadable("an object of “key” and “label” is due", line);

                var text = reader.TokenType is JsonTokenType.String ? reader.GetString() : reader.TokenType is JsonTokenType.Number ? System.Text.Encoding.UTF8.GetString(reader.ValueSpan) : null;
                if (isKey) key = text;
                else label = text;
            }
        }
        catch (JsonException flaw)
        {
            throw LocalRefusal.Unreadable("it is no JSON: " + flaw.Message, line);
        }

        if (key is not { Length: > 0 and <= LateLabels.LongestKey }) throw LocalRefusal.Unreadable($"“key” must be a text of 1 to {LateLabels.LongestKey} characters", line);
        if (label is null || _schema.IndexOfClass(label) is not (>= 0 and var index))
            throw LocalRefusal.Unreadable($"“label” must be one of the task's classes{(label is null ? "" : $"; the nearest to “{label[..Math.Min(60, label.Length)]}” is “{Hosting.Spelling.Nearest(label[..Math.Min(60, label.Length)], _schema.Classes)}”")}", line);

        return (key, index);
    }
}
