using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Telemetry;

/// <summary>What the registry counts of its own work, beside what the framework counts of requests and connections. Thread-safe.</summary>
internal sealed class RegistryMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Cartel.Registry";

    private readonly Counter<long> _publications;
    private readonly Counter<long> _transfers;
    private readonly Counter<long> _partBytes;
    private readonly Histogram<double> _storeDuration;
    private readonly Counter<long> _storeErrors;

    public RegistryMeter(IMeterFactory meters)
    {
        Meter = meters.Create(Name);
        _publications = Meter.CreateCounter<long>("cartel.publications", "{profile}", "Profiles that agents published, by what became of them.");
        _transfers = Meter.CreateCounter<long>("cartel.transfers", "{transfer}", "Transfers that came into a state.");
        _partBytes = Meter.CreateCounter<long>("cartel.parts.size", "By", "Bytes of model parts that went through the relay: up from donors, down to targets.");
        _storeDuration = Meter.CreateHistogram<double>("cartel.store.duration", "s", "From a call to the store to its answer.");
        _storeErrors = Meter.CreateCounter<long>("cartel.store.errors", "{call}", "Calls to the store that it did not answer.");
    }

    /// <summary>The meter, for what is looked at when somebody asks.</summary>
    public Meter Meter { get; }

    /// <summary>A profile was published, and accepted or not.</summary>
    public void Published(ProfileOutcome outcome) => _publications.Add(1, Tag("outcome", Word(outcome)));

    /// <summary>A transfer came into a state.</summary>
    public void Moved(TransferState state) => _transfers.Add(1, Tag("state", Word(state)));

    /// <summary>Parts came or went.</summary>
    public void Relayed(bool up, long bytes) => _partBytes.Add(bytes, Tag("direction", up ? "up" : "down"));

    /// <summary>The store was called at a time of <see cref="Stopwatch.GetTimestamp"/>, and answered now or not at all.</summary>
    public void Called(string engine, TimeSpan duration, bool failed)
    {
        _storeDuration.Record(duration.TotalSeconds, Tag("engine", engine));
        if (failed) _storeErrors.Add(1, Tag("engine", engine));
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static string Word<T>(T value) where T : struct, Enum => Words<T>.Of[value];

    private static class Words<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Of = Enum.GetValues<T>().ToDictionary(static value => value, static value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));
    }
}
