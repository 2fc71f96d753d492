namespace Cartel.Registry.Store;

/// <summary>How much of the past is kept: what is older, or more, goes, the oldest first.</summary>
internal sealed record Retention
{
    /// <summary>Those of a registry without settings.</summary>
    public static readonly Retention Default = new();

    /// <summary>Events of a namespace, at most <see cref="Keep.Events"/> and this long.</summary>
    public TimeSpan EventAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Events of a namespace, in bytes of JSON.</summary>
    public long EventBytes { get; init; } = 16L << 20;

    /// <summary>Reports of an agent, at most <see cref="Keep.HistoryPoints"/> and this long.</summary>
    public TimeSpan HistoryAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Reports of all agents of a task, in bytes. Each agent has the same share of it, and <see cref="LeastPoints"/> in any case.</summary>
    public long HistoryBytes { get; init; } = 256L << 20;

    /// <summary>Reports of an agent that are kept however large the fleet is.</summary>
    public const int LeastPoints = 20;

    /// <summary>What a report takes in a store beside its JSON, in bytes.</summary>
    public const int PointBytes = 40;
}
