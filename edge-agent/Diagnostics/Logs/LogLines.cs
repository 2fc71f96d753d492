using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>Messages of the log as lines.</summary>
internal static class LogLines
{
    private const string Template = "{OriginalFormat}";
    private static readonly JsonWriterOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A line for people.</summary>
    /// <param name="entry">The message.</param>
    /// <param name="toJournal">Whether systemd's journal takes it: that notes the time itself, and reads how bad it is from its beginning (sd-daemon(3)).</param>
    public static string Text(LogEntry entry, bool toJournal)
    {
        var (word, priority) = entry.Level switch
        {
            LogLevel.Critical => ("crit", 2),
            LogLevel.Error => ("fail", 3),
            LogLevel.Warning => ("warn", 4),
            LogLevel.Information => ("info", 6),
            _ => ("dbug", 7),
        };
        var start = toJournal ? $"<{priority}>" : string.Create(CultureInfo.InvariantCulture, $"{entry.At:HH:mm:ss} {word}: ");
        return $"{start}[{entry.Event.Id}] {OneLine(entry.Message)}{(entry.Exception is { } exception ? $" ({OneLine(exception.Message)})" : "")}";
    }

    /// <summary>A JSON object: <c>at</c>, <c>level</c>, <c>event</c>, <c>name</c>, <c>message</c>, <c>fields</c>, and of an exception type, message and stack.</summary>
    public static string Json(LogEntry entry)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("at", entry.At.UtcDateTime);
            writer.WriteString("level", entry.Level.ToString().ToLowerInvariant());
            writer.WriteNumber("event", entry.Event.Id);
            if (entry.Event.Name is { } name) writer.WriteString("name", name);
            writer.WriteString("message", entry.Message);
            WriteFields(writer, entry.Fields);
            if (entry.Exception is { } exception) writer.WriteString("exception", exception.ToString());
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void WriteFields(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        writer.WriteStartObject("fields");
        foreach (var (name, value) in fields.Where(static field => field.Key != Template))
        {
            var key = char.ToLowerInvariant(name[0]) + name[1..];
            switch (value)
            {
                case null: writer.WriteNull(key); break;
                case int number: writer.WriteNumber(key, number); break;
                case long number: writer.WriteNumber(key, number); break;
                case double number when double.IsFinite(number): writer.WriteNumber(key, number); break;
                case bool flag: writer.WriteBoolean(key, flag); break;
                default: writer.WriteString(key, Convert.ToString(value, CultureInfo.InvariantCulture)); break;
            }
        }

        writer.WriteEndObject();
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
