using System.Net;
using Cartel.Collaboration;
using Cartel.Registry.Broker;
using Cartel.Registry.Security;
using Cartel.Registry.Store;

namespace Cartel.Registry.Hosting;

/// <summary>Where the registry keeps its metadata.</summary>
public enum StoreKind
{
    /// <summary>One SQLite file below the data folder: the default.</summary>
    Sqlite,

    /// <summary>Redis.</summary>
    Redis,
}

/// <summary>How the registry logs.</summary>
public enum LogFormat
{
    /// <summary>A line for people.</summary>
    Text,

    /// <summary>A line of JSON.</summary>
    Json,
}

/// <summary>How a registry runs.</summary>
public sealed record RegistryOptions
{
    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; } = 5080;

    /// <summary>The address to listen on; one that is not loopback demands <see cref="Auth"/> and <see cref="TlsCertificate"/>.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Where the metadata is kept.</summary>
    public StoreKind Store { get; init; } = StoreKind.Sqlite;

    /// <summary>Redis as <c>HOST:PORT</c>, several separated by commas: nodes of a cluster, or a primary and its replicas. Settings may follow: <c>password=…</c>, <c>tls=true</c>, <c>tlsHost=…</c>.</summary>
    public string Redis { get; init; } = "127.0.0.1:6379";

    /// <summary>The folder of the SQLite file and of relayed parts.</summary>
    public string Data { get; init; } = Path.Combine(".cartel", "registry");

    /// <summary>The base of a lease, 100 ms to 5 min; a large fleet gets longer ones.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How donors are chosen: one of <see cref="NeighbourChoices.Names"/>.</summary>
    public string Neighbours { get; init; } = NeighbourChoices.Default;

    /// <summary>How many past publications a task's zoo keeps; 0 keeps none.</summary>
    public int Zoo { get; init; } = ZooLimits.Default.Entries;

    /// <summary>How often leases and deadlines are looked at, 10 ms to 1 min.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest part that the relay takes, in bytes: 16 MiB, which any agent's part may have, to 1 GiB.</summary>
    public long LargestPart { get; init; } = PartLimits.Default.LargestPart;

    /// <summary>How much the relay holds, in bytes, at least the longest part; the least recently used parts give way.</summary>
    public long RelayBytes { get; init; } = PartLimits.Default.Budget;

    /// <summary>How long a part stays in the relay that nobody uploads again, 10 min to 30 days.</summary>
    public TimeSpan PartAge { get; init; } = PartLimits.Default.Lifetime;

    /// <summary>How long events are kept, 1 h to 365 days.</summary>
    public TimeSpan EventAge { get; init; } = Retention.Default.EventAge;

    /// <summary>How many bytes of events are kept for each namespace, at least 64 KiB.</summary>
    public long EventBytes { get; init; } = Retention.Default.EventBytes;

    /// <summary>How long agents' reports are kept, 1 h to 365 days.</summary>
    public TimeSpan HistoryAge { get; init; } = Retention.Default.HistoryAge;

    /// <summary>How many bytes of reports are kept for each task, at least 64 KiB; every agent has the same share.</summary>
    public long HistoryBytes { get; init; } = Retention.Default.HistoryBytes;

    /// <summary>How it logs.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    /// <summary>What it logs at least.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>An OpenTelemetry collector's address for OTLP over HTTP, such as <c>http://127.0.0.1:4318</c>; null: nothing is sent.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Which share of the requests that belong to no agent's trace begins one of its own, 0 to 1.</summary>
    public double TraceShare { get; init; } = 0.01;

    /// <summary>Whether everybody has to prove who they are; without it, everybody on this machine may do everything.</summary>
    public bool Auth { get; init; }

    /// <summary>The certificate's file: PEM with the whole chain, or PKCS #12; null: no TLS.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>The file of the certificate's private key (PEM); null where the certificate's file holds it.</summary>
    public string? TlsKey { get; init; }

    /// <summary>The proxies, beside those on this machine, that say truly whom they speak for (<c>X-Forwarded-For</c>).</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>What one sender may take; null: with <see cref="Auth"/> as much as <see cref="RateLimits"/> says, without it as much as it likes.</summary>
    public RateLimits? Limits { get; init; }
}
