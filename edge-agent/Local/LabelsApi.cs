using System.Text.Json;
using Cartel.Learning;
using Microsoft.AspNetCore.Http;

namespace Cartel.Agent;

/// <summary><c>POST /v1/labels</c>: labels that come after their samples, <c>{"key": …, "label": …}</c>, one, an array, or a line each.</summary>
/// <param name="schema">The classes that there are.</param>
/// <param name="late">Where they go; null: the agent does not wait for labels.</param>
/// <param name="counts">What was taken.</param>
internal sealed class LabelsApi(FeatureSchema schema, ILateLabels? late, LocalCounts counts)
{
    private const int MostBytes = 1024 * 1024;
    private const int MostLabels = 10_000;
    private const int LongestKey = 200;

    public async Task ServeAsync(HttpContext http, CancellationToken cancellation)
    {
        if (late is null) throw LocalRefusal.Absent("it keeps no samples for labels to come: name where labels come from with --labels");

        var body = await LocalExchange.ReadAsync(http.Request, MostBytes, cancellation);
        var labels = JsonEntries.Of(body, MostLabels).Select((entry, index) => Read(entry.Span, index + 1)).ToList();
        var taken = labels.TakeWhile(one => late.TryAdd(one.Key, one.Label)).Count();
        counts.Labelled(taken);
        if (taken < labels.Count) throw LocalRefusal.Full($"{taken} of {labels.Count} labels were taken; send the others again later", TimeSpan.FromSeconds(1));

        http.Response.StatusCode = StatusCodes.Status202Accepted;
        await LocalExchange.AnswerAsync(http.Response, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("accepted", taken);
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

        if (key is not { Length: > 0 and <= LongestKey }) throw LocalRefusal.Unreadable($"“key” must be a text of 1 to {LongestKey} characters", line);
        if (label is null || schema.IndexOfClass(label) is not (>= 0 and var index))
            throw LocalRefusal.Unreadable($"“label” must be one of the task's classes{(label is null ? "" : $"; the nearest to “{label[..Math.Min(60, label.Length)]}” is “{Hosting.Spelling.Nearest(label[..Math.Min(60, label.Length)], schema.Classes)}”")}", line);

        return (key, index);
    }
}
