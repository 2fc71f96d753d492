using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>What an agent is told at start.</summary>
public sealed record AgentSettings
{
    /// <summary>Its name, unique within its task: 1 to 63 of a–z, 0–9 and hyphen.</summary>
    public required string Name { get; init; }

    /// <summary>The file of its task's manifest.</summary>
    public required string TaskFile { get; init; }

    /// <summary>The data set or file that it learns from, as <c>--data</c> takes it.</summary>
    public required string Data { get; init; }

    /// <summary>Where labels that come later are read from, as <c>--labels</c> takes it, or null.</summary>
    public string? Labels { get; init; }

    /// <summary>How many samples may wait for their label, and labels for their sample: 0 to 10,000,000, by default 10,000.</summary>
    public int LabelWindow { get; init; } = 10_000;

    /// <summary>The file that predictions go to, <c>-</c> for standard output, or null.</summary>
    public string? Predictions { get; init; }

    /// <summary>The most bytes of messages that wait for the registry: 16 KiB to 1 GiB, by default 1 MiB.</summary>
    public long OutboxBytes { get; init; } = 1024 * 1024;

    /// <summary>What it may take of its device and its network.</summary>
    public Budgets Budgets { get; init; } = new();

    /// <summary>Which ways of parts it takes beside the registry's relay.</summary>
    public PeerSettings Peers { get; init; } = new();

    /// <summary>Where relative data names are looked up after the current folder, or null.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The workload file whose agent of this name it plays, or null to read the data from start to end.</summary>
    public string? Workload { get; init; }

    /// <summary>The folder of its checkpoint.</summary>
    public required string StateFolder { get; init; }

    /// <summary>The registry, or null to learn alone.</summary>
    public Uri? Registry { get; init; }

    /// <summary>The certificates of the only authorities that may vouch for the registry (PEM), or null for those of the system.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>How old its key may grow before it makes itself another one; zero: it never does. By default 292 days, four fifths of a year.</summary>
    public TimeSpan RotateKeyAfter { get; init; } = TimeSpan.FromDays(292);

    /// <summary>Its namespace.</summary>
    public string Namespace { get; init; } = Names.DefaultNamespace;

    /// <summary>Samples a second, at least 0.001; infinity: as fast as it can.</summary>
    public double Rate { get; init; } = double.PositiveInfinity;

    /// <summary>Whether an isolated twin learns beside it, for comparison.</summary>
    public bool Twin { get; init; }

    /// <summary>Whether the first bad row of the data ends it.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether it goes on lending parts after its stream has ended.</summary>
    public bool Stay { get; init; }

    /// <summary>Whether the end of its standard input stops it: so that it ends with whoever started it.</summary>
    public bool StopWithStdin { get; init; }

    /// <summary>The longest time between two checkpoints: 100 ms to 1 h, by default 1 s.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often it reports its status at least, though nothing changes much: 100 ms to 5 min, by default 5 min.</summary>
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether it spares the registry what only people look at: vitals, and how merges were tried.</summary>
    public bool Terse { get; init; }

    /// <summary>An OpenTelemetry collector's address for OTLP over HTTP, such as <c>http://127.0.0.1:4318</c>; null: nothing is traced.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Where the task's feature extractor runs, if it names one.</summary>
    public ExtractorDevice ExtractorDevice { get; init; }

    /// <summary>The port of its HTTP server for programs of its device, on loopback; 0: none.</summary>
    public int Listen { get; init; }

    /// <summary>The least that it logs.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>How it logs.</summary>
    internal LogFormat LogFormat { get; init; }

    /// <summary>When it asks, how it judges, when it publishes.</summary>
    public CollaborationOptions Collaboration { get; init; } = new();
}
