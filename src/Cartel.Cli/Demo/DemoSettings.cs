namespace Cartel.Cli;

/// <summary>What a demo is asked to do.</summary>
internal sealed record DemoSettings
{
    /// <summary>The data set, as <c>--data</c> takes it.</summary>
    public required string Data { get; init; }

    /// <summary>The task's name.</summary>
    public required string Task { get; init; }

    /// <summary>What it is one of the ready tasks of, or null: the task is made of the data.</summary>
    public DemoModel? Model { get; init; }

    /// <summary>How many agent processes: 2 to 64.</summary>
    public required int Agents { get; init; }

    /// <summary>The address of a Redis, or null for the embedded store.</summary>
    public string? Redis { get; init; }

    /// <summary>An OpenTelemetry collector for all processes, or null.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>The registry's port.</summary>
    public required int Port { get; init; }

    /// <summary>When to end; null: when the streams have ended and the viewer has seen enough.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>The learner's kind.</summary>
    public required string Learner { get; init; }

    /// <summary>Decides the workload.</summary>
    public required int Seed { get; init; }

    /// <summary>Whether the first bad row of the data ends it.</summary>
    public bool Strict { get; init; }

    /// <summary>Where processes keep their state and logs; emptied at start.</summary>
    public required string Folder { get; init; }

    /// <summary>How long the streams last: what is left of <see cref="For"/> once everything has started.</summary>
    public TimeSpan StreamTime => TimeSpan.FromSeconds(Math.Max(5, (For ?? TimeSpan.FromSeconds(75)).TotalSeconds - 15));
}
