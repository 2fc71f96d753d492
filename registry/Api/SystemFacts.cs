using System.Reflection;
using Cartel.Registry.Hosting;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary>What this registry is, as it was started.</summary>
internal sealed class SystemFacts
{
    public SystemFacts(RegistryOptions options, DateTimeOffset startedAt)
    {
        StartedAt = startedAt;
        Store = options.Store is StoreKind.Redis ? "redis" : "sqlite";
        Neighbours = options.Neighbours;
        Features =
        [
            .. On("auth", options.Auth), .. On("tls", options.TlsCertificate is not null), .. On("limits", options.Auth || options.Limits is not null),
            .. On("traces", options.Otlp is not null), .. On("zoo", options.Zoo > 0), .. On("shared-store", options.Store is StoreKind.Redis),
        ];
        Limits = new SortedDictionary<string, long>(StringComparer.Ordinal)
        {
            ["events"] = Keep.Events,
            ["eventBytes"] = options.EventBytes,
            ["eventAgeSeconds"] = (long)options.EventAge.TotalSeconds,
            ["historyPointsPerAgent"] = Keep.HistoryPoints,
            ["historyBytes"] = options.HistoryBytes,
            ["largestPartBytes"] = options.LargestPart,
            ["relayBytes"] = options.RelayBytes,
            ["streams"] = StreamSlots.MostInAll,
            ["zooEntriesPerTask"] = options.Zoo,
        };
    }

    public static string Version { get; } = typeof(SystemFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public DateTimeOffset StartedAt { get; }

    public string Store { get; }

    public string Neighbours { get; }

    public IReadOnlyList<string> Features { get; }

    public IReadOnlyDictionary<string, long> Limits { get; }

    private static string[] On(string feature, bool isOn) => isOn ? [feature] : [];
}
