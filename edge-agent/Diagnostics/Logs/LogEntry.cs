using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>How the log is written.</summary>
internal enum LogFormat
{
    /// <summary>For people: a line each.</summary>
    Text,

    /// <summary>For machines: a JSON object a line.</summary>
    Json,
}

/// <summary>One message of the log.</summary>
/// <param name="At">When.</param>
/// <param name="Level">How bad.</param>
/// <param name="Event">The number of its kind, and its name.</param>
/// <param name="Message">Its words.</param>
/// <param name="Fields">What stands in them, by name.</param>
/// <param name="Exception">What was thrown, or null.</param>
internal sealed record LogEntry(
    DateTimeOffset At, LogLevel Level, EventId Event, string Message, IReadOnlyList<KeyValuePair<string, object?>> Fields, Exception? Exception = null);
