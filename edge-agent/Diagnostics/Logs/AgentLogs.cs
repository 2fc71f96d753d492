using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>The agent's log: on standard error, and its last lines in a file of the state folder; what repeats is counted instead of told.</summary>
/// <remarks>What is critical always passes. Thread-safe.</remarks>
/// <param name="output">Standard error.</param>
/// <param name="file">The last lines, as JSON; null: none are kept.</param>
/// <param name="toJournal">Whether systemd's journal reads what is written.</param>
/// <param name="time">The clock.</param>
internal sealed class AgentLogs(TextWriter output, RollingFile? file, bool toJournal, TimeProvider time) : ILogger, IDisposable
{
    /// <summary>The name of the file with the last lines.</summary>
    public const string FileName = "agent.log";

    private static readonly EventId Held = new(1, "Held");

    private readonly Lock _one = new();
    private readonly LogLimit _limit = new(time);

    /// <summary>The least that is told.</summary>
    public LogLevel Level { get; set; } = LogLevel.Information;

    /// <summary>How it is told.</summary>
    public LogFormat Format { get; set; }

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= Level;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;

        lock (_one)
        {
            TellHeld();
            if (logLevel < LogLevel.Critical && !_limit.Admits(eventId.Id)) return;

            Write(new LogEntry(time.GetUtcNow(), logLevel, eventId, formatter(state, exception), state as IReadOnlyList<KeyValuePair<string, object?>> ?? [], exception));
        }
    }

    /// <summary>Tells how many messages were held back in minutes that are over; called now and then.</summary>
    public void Flush()
    {
        lock (_one) TellHeld();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_one) file?.Dispose();
    }

    private void TellHeld()
    {
        foreach (var (kind, held) in _limit.Over())
        {
            var message = string.Create(CultureInfo.InvariantCulture, $"… {held} more like [{kind}] within a minute");
            Write(new LogEntry(time.GetUtcNow(), LogLevel.Warning, Held, message, [new("Event", kind), new("Count", held)]));
        }
    }

    private void Write(LogEntry entry)
    {
        var json = Format is LogFormat.Json || file is not null ? LogLines.Json(entry) : "";
        file?.Write(json);
        try
        {
            output.WriteLine(Format is LogFormat.Json ? json : LogLines.Text(entry, toJournal));
        }
        catch (IOException)
        {
            // Standard error may be a file on a disk that is full: who learns does not end for what it cannot say.
        }
    }
}
