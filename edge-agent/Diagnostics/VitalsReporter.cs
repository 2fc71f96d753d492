using System.Text.Json;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>What an agent tells the registry of its device and its detectors, from what it says of itself.</summary>
/// <param name="look">Says how it does just now.</param>
/// <param name="schema">Its task's classes.</param>
internal sealed class VitalsReporter(Func<CancellationToken, Task<LiveStatus>> look, FeatureSchema schema)
{
    private const int Digits = 4;

    private (double CpuSeconds, DateTimeOffset At)? _last;

    /// <summary>The vitals now.</summary>
    /// <exception cref="OperationCanceledException">The pipeline did not get to it in time.</exception>
    public async Task<AgentVitals> LookAsync(CancellationToken cancellation)
    {
        var status = await look(cancellation);
        var process = status.Process;
        var (cpu, since) = _last ?? (0, status.StartedAt);
        _last = (process.CpuSeconds, status.At);
        var seconds = (status.At - since).TotalSeconds;
        return new AgentVitals(
            new AgentResources(
                process.ResidentBytes, seconds > 0 ? Round(Math.Max(0, process.CpuSeconds - cpu) / seconds) : 0, status.Checkpoint.FolderBytes, status.Checkpoint.FreeBytes,
                status.Model.Bytes, Math.Round(status.Learning.SamplesPerSecond, 1), status.Outbox.Items, process.Economy is Economy.None ? null : WordOf(process.Economy)),
            [.. status.Drift.Detectors.Select(Of)]);
    }

    private DetectorVital Of(DetectorStatus detector) => new(
        detector.Name, Round(detector.Statistic), Round(detector.DriftAt), detector.WarningAt is { } warning ? Round(warning) : null,
        detector.Class is { } name ? schema.Classes.Index().First(one => one.Item == name).Index : null);

    private static string WordOf(Economy economy) => JsonNamingPolicy.KebabCaseLower.ConvertName(economy.ToString());

    private static double Round(double value) => Math.Round(value, Digits);
}
