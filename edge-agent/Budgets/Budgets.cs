namespace Cartel.Agent;

/// <summary>What an agent may take of its device and its network.</summary>
public sealed record Budgets
{
    /// <summary>Resident memory, in MiB: 64 to 1,048,576, by default 256. Near it the agent does without what it can.</summary>
    public int MemoryMiB { get; init; } = 256;

    /// <summary>The bytes that its state may take on the disk, in MiB: 16 to 1,048,576, by default 256.</summary>
    public int DiskMiB { get; init; } = 256;

    /// <summary>Bytes sent to the registry in a day (UTC), in KiB; 0: any number.</summary>
    public long UpKiBPerDay { get; init; }

    /// <summary>Bytes received from it in a day (UTC), in KiB; 0: any number.</summary>
    public long DownKiBPerDay { get; init; }

    /// <summary>The share of one core for what is not the agent's own model, over a minute, in percent: 1 to 100, by default 100. Over it the agent does without what it can.</summary>
    public int BackgroundPercent { get; init; } = 100;
}
