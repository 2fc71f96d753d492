namespace Cartel.Cli;

/// <summary>What to evaluate.</summary>
internal sealed record PaperSettings
{
    /// <summary>Where data sets are looked up; null: nowhere but in the current folder.</summary>
    public string? Folder { get; init; }

    /// <summary>Data sets to use in place of each workload's own; empty: those.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Files or shipped names; empty: all that are shipped.</summary>
    public required IReadOnlyList<string> Workloads { get; init; }

    /// <summary>Learners, with settings if wanted.</summary>
    public required IReadOnlyList<string> Learners { get; init; }

    /// <summary>Strategies, with settings if wanted.</summary>
    public required IReadOnlyList<string> Strategies { get; init; }

    /// <summary>Whether they were named; if not, ways of choosing neighbours are left out where a workload does not ask for them.</summary>
    public required bool AreNamed { get; init; }

    /// <summary>How many seeds, from 1 on.</summary>
    public required int Seeds { get; init; }

    /// <summary>Whether to take the generator alone where a workload was not named.</summary>
    public required bool Quick { get; init; }
}
