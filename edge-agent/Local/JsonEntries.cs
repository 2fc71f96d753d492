using System.Text.Json;

namespace Cartel.Agent;

/// <summary>The JSON objects of a body: one, those of an array, or one a line.</summary>
internal static class JsonEntries
{
    /// <summary>Cuts a body into its objects, in order.</summary>
    /// <param name="body">UTF-8.</param>
    /// <param name="most">The most objects.</param>
    /// <exception cref="LocalRefusal">It is none of these; the refusal names the first entry that is wrong.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Of(ReadOnlyMemory<byte> body, int most)
    {
        var entries = new List<ReadOnlyMemory<byte>>();
        var options = new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 8 };
        var reader = new Utf8JsonReader(body.Span, options);
        try
        {
            var isArray = reader.Read() && reader.TokenType is JsonTokenType.StartArray;
            if (isArray) reader.Read();
            while (reader.TokenType is JsonTokenType.StartObject)
            {
                if (entries.Count == most) throw LocalRefusal.Unreadable($"there are more than {most} objects: send them in pieces", most + 1);

                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                entries.Add(body[start..(int)reader.BytesConsumed]);
                if (!reader.Read()) break;
            }

            var ended = isArray ? reader.TokenType is JsonTokenType.EndArray && !reader.Read() : reader.TokenType is JsonTokenType.EndObject && entries.Count > 0;
            return ended ? entries : throw LocalRefusal.Unreadable("an object, an array of objects, or an object a line is due", entries.Count + 1);
        }
        catch (JsonException flaw)
        {
            throw LocalRefusal.Unreadable("it is no JSON: " + flaw.Message, entries.Count + 1);
        }
    }
}
