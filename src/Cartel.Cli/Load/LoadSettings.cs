namespace Cartel.Cli;

/// <summary>What a load run is asked to do.</summary>
internal sealed record LoadSettings
{
    /// <summary>How many agents are simulated: 1 to 1,000,000.</summary>
    public required int Agents { get; init; }

    /// <summary>Operations a second in all; 0: as many as are answered.</summary>
    public required double Rate { get; init; }

    /// <summary>How long the mix lasts, after everybody is registered.</summary>
    public required TimeSpan For { get; init; }

    /// <summary>Which operation comes how often.</summary>
    public required LoadMix Mix { get; init; }

    /// <summary>The registries, which share the connections; none: one is started for the run.</summary>
    public IReadOnlyList<Uri> Registries { get; init; } = [];

    /// <summary>How many registries are started where none is given.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Whether the registry that is started keeps its metadata in Redis.</summary>
    public bool OnRedis { get; init; }

    /// <summary>That Redis as <c>HOST:PORT</c>; null: one is started for the run.</summary>
    public string? Redis { get; init; }

    /// <summary>How many connections, each with one request at a time.</summary>
    public required int Connections { get; init; }

    /// <summary>The task's number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Whether bodies go as plain JSON, and not in Brotli as agents send them.</summary>
    public bool Plain { get; init; }

    /// <summary>The namespace, which is filled and not emptied.</summary>
    public required string Namespace { get; init; }

    /// <summary>What every request has in <c>Authorization: Bearer</c>, or null.</summary>
    public string? Token { get; init; }

    /// <summary>Whether each agent enrols with a key of its own and signs with it; then <see cref="Token"/> is an admin's.</summary>
    public bool Enroll { get; init; }

    /// <summary>The file of the authorities (PEM) to trust, and no others; null: those of the system.</summary>
    public string? Authorities { get; init; }

    /// <summary>Decides distributions and the order of operations.</summary>
    public required int Seed { get; init; }
}
