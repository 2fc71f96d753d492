using System.Collections.Concurrent;

namespace Cartel.Cli;

/// <summary>What became of the requests: latencies of those that were answered as they should, and the others by code. Thread-safe.</summary>
internal sealed class LoadTally
{
    private readonly LatencyHistogram[] _latencies = [.. Enum.GetValues<LoadOperation>().Select(static _ => new LatencyHistogram())];
    private readonly ConcurrentDictionary<(LoadOperation Operation, string Code), long> _errors = new();
    private readonly ConcurrentDictionary<LoadOperation, TimeSpan> _seconds = new();

    /// <summary>How many were answered as they should be.</summary>
    public long Answered => _latencies.Sum(static one => one.Count);

    /// <summary>How many were not.</summary>
    public long Failed => _errors.Values.Sum();

    /// <summary>Counts one that was answered.</summary>
    public void Add(LoadOperation operation, TimeSpan latency) => _latencies[(int)operation].Add(latency);

    /// <summary>Counts one that was refused, or not answered.</summary>
    public void Fail(LoadOperation operation, string code) => _errors.AddOrUpdate((operation, code), 1, static (_, count) => count + 1);

    /// <summary>Says how long an operation went on.</summary>
    public void Lasted(LoadOperation operation, TimeSpan time) => _seconds[operation] = time;

    /// <summary>All that was seen of the operations that there were.</summary>
    public IReadOnlyList<LoadOperationResult> Results() =>
    [
        .. from operation in Enum.GetValues<LoadOperation>()
           let latency = _latencies[(int)operation]
           let errors = _errors.Where(error => error.Key.Operation == operation).OrderBy(static error => error.Key.Code).ToDictionary(static error => error.Key.Code, static error => error.Value)
           where latency.Count > 0 || errors.Count > 0
           select new LoadOperationResult(
               LoadMix.NameOf(operation),
               Math.Round(latency.Count / _seconds[operation].TotalSeconds, 1),
               latency.Quantile(0.5)?.TotalMilliseconds,
               latency.Quantile(0.95)?.TotalMilliseconds,
               latency.Quantile(0.99)?.TotalMilliseconds,
               errors.Values.Sum(),
               latency.Count,
               latency.Quantile(1)?.TotalMilliseconds,
               errors),
    ];
}
