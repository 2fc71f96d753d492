using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Cartel.Benchmarks;

/// <summary>One benchmark's outcome; null where it failed.</summary>
/// <param name="Name">Such as <c>Learn naive-bayes 50</c>.</param>
/// <param name="Nanoseconds">Mean time an operation.</param>
/// <param name="StandardError">Of that mean, in nanoseconds.</param>
/// <param name="AllocatedBytes">An operation.</param>
internal sealed record BenchmarkResult(string Name, double? Nanoseconds, double? StandardError, long? AllocatedBytes)
{
    public static string NameOf(BenchmarkCase one) =>
        string.Join(' ', (object[])[one.Descriptor.WorkloadMethod.Name, .. one.Parameters.Items.Select(static item => item.Value)]);

    public static BenchmarkResult Of(BenchmarkReport report) => new(
        NameOf(report.BenchmarkCase), report.ResultStatistics?.Mean, report.ResultStatistics?.StandardError, report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase));
}

/// <summary>The results of a whole run, for people and for machines.</summary>
internal static class Results
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string Markdown(IReadOnlyList<BenchmarkResult> results)
    {
        var text = new StringBuilder($"{Machine.Describe()}\n\n| benchmark | ns | ± | bytes allocated |\n|---|--:|--:|--:|\n");
        foreach (var result in results)
            text.Append($"| {result.Name} | {Number(result.Nanoseconds)} | {Number(result.StandardError)} | {result.AllocatedBytes?.ToString("N0") ?? "failed"} |\n");
        return text.ToString();
    }

    public static void Write(IReadOnlyList<BenchmarkResult> results)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Machine.Folder, "results")).FullName;
        File.WriteAllText(Path.Combine(folder, "bench.md"), Markdown(results));
        File.WriteAllText(Path.Combine(folder, "bench.json"), JsonSerializer.Serialize(new { machine = Machine.Describe(), results }, Json) + "\n");
        Console.Error.WriteLine($"Written to {folder}");
    }

    private static string Number(double? value) => value is { } number ? number.ToString(number < 100 ? "0.0" : "N0") : "failed";
}
