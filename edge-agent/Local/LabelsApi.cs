using System.Text.Json;
using Cartel.Learning;
using Cartel.Streams;
using Microsoft.AspNetCore.Http;

namespace Cartel.Agent;

/// <summary><c>POST /v1/labels</c>: labels that come after their samples, <c>{"key": …, "label": …}</c>, one, an array, or a line each. A batch is
/// taken whole or not at all, and is durable when it is accepted.</summary>
/// <param name="queue">Where they go; null: the agent keeps no samples for labels to come.</param>
/// <param name="schema">The task's classes.</param>
/// <param name="mailbox">How the pipeline is told that some came.</param>
/// <param name="counts">What was taken.</param>
internal sealed class LabelsApi(LabelSpool? queue, FeatureSchema schema, Mailbox mailbox, LocalCounts counts)
{
    private const int MostBytes = 1024 * 1024;
    private const int MostLabels = 10_000;

    public async Task ServeAsync(HttpContext http, CancellationToken cancellation)
    {
        if (queue is null) throw LocalRefusal.Absent("it keeps no samples for labels to come: start it with --listen and a --label-window above 0");

        var key = SpoolReply.KeyOf(http.Request);
        var body = await LocalExchange.ReadAsync(http.Request, MostBytes, cancellation);
        var answer = queue.Append(Lines(body), key);
        counts.Labelled(answer.Samples);
        // A pipeline that rests looks for them now; who posted does not wait for it.
        _ = mailbox.TellAsync(static () => { }, CancellationToken.None, isWanted: true);
        await SpoolReply.SendAsync(http.Response, answer, MostBytes, queue.Bytes);
    }

    private ReadOnlySpan<byte> Lines(ReadOnlyMemory<byte> body)
    {
        var lines = new MemoryStream(body.Length + 1);
        using var writer = new Utf8JsonWriter(lines);
        foreach (var (index, entry) in JsonEntries.Of(body, MostLabels).Index())
        {
            var (key, label) = Read(entry.Span, index + 1);
            writer.WriteStartObject();
            writer.WriteString("key"u8, key);
            writer.WriteString("label"u8, schema.Classes[label]);
            writer.WriteEndObject();
            writer.Flush();
            writer.Reset();
            lines.WriteByte((byte)'\n');
        }

        return lines.GetBuffer().AsSpan(0, (int)lines.Length);
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
        if (label is null || schema.IndexOfClass(label) is not (>= 0 and var index))
            throw LocalRefusal.Unreadable($"“label” must be one of the task's classes{(label is null ? "" : $"; the nearest to “{label[..Math.Min(60, label.Length)]}” is “{Hosting.Spelling.Nearest(label[..Math.Min(60, label.Length)], schema.Classes)}”")}", line);

        return (key, index);
    }
}
