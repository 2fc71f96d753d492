using System.Text;
using System.Text.Json;

namespace Cartel.Streams;

/// <summary>The text of a workload file: knows on which line a value stands.</summary>
/// <param name="json">The text.</param>
/// <param name="file">Its name in errors.</param>
internal sealed class PlanText(string json, string file)
{
    private readonly byte[] _bytes = Encoding.UTF8.GetBytes(json);

    /// <summary>Whether <c>agents</c> is a list: then it is a workload, and no recipe for one.</summary>
    public bool IsConcrete
    {
        get
        {
            try
            {
                using var document = JsonDocument.Parse(json);
                return document.RootElement.ValueKind is JsonValueKind.Object
                    && document.RootElement.TryGetProperty("agents", out var agents) && agents.ValueKind is JsonValueKind.Array;
            }
            catch (JsonException)
            {
                return false; // the reader that follows says where
            }
        }
    }

    /// <summary>Does something with the text's meaning; its errors get file and line.</summary>
    public T Locate<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (WorkloadException error)
        {
            var line = error.InnerException is JsonException { LineNumber: { } read } ? (int)read + 1 : LineOf(error.Place);
            throw new WorkloadException(error.Place, error.Reason, error, $"{file}, line {line}");
        }
        catch (JsonException error)
        {
            throw new WorkloadException(JsonMistake.Place(error), JsonMistake.Reason(error), error, $"{file}, line {(error.LineNumber ?? 0) + 1}");
        }
    }

    /// <summary>The line, from 1, of the value at a place such as <c>agents[2].phases[0].prior</c>, or of the nearest around it.</summary>
    public int LineOf(string place)
    {
        var (line, best, path) = (1, 0, new List<string>());
        var reader = new Utf8JsonReader(_bytes);
        var (counts, names) = (new Stack<int>(), new Stack<string>());
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName)
            {
                names.Push(reader.GetString()!);
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
            {
                _ = counts.Pop();
                if (path.Count > 0) path.RemoveAt(path.Count - 1);
                continue;
            }

            var here = Step(counts, names);
            var whole = string.Concat(path) + here;
            if (IsAround(whole.TrimStart('.'), place) && whole.Length > best)
                (best, line) = (whole.Length, 1 + _bytes.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n'));
            if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject)) continue;

            if (counts.Count > 0) path.Add(here);
            counts.Push(reader.TokenType is JsonTokenType.StartArray ? 0 : -1);
        }

        return line;
    }

    private static string Step(Stack<int> counts, Stack<string> names)
    {
        if (counts.Count == 0) return "";
        if (counts.Peek() < 0) return $".{names.Pop()}";

        var index = counts.Pop();
        counts.Push(index + 1);
        return $"[{index}]";
    }

    private static bool IsAround(string whole, string place) =>
        place.StartsWith(whole, StringComparison.Ordinal) && (place.Length == whole.Length || place[whole.Length] is '.' or '[');
}
