using System.Globalization;
using System.Text;
using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Benchmarks;

/// <summary>How fast sources give samples: a CSV file read once as the baseline, the same file followed, and as JSON lines.</summary>
internal static class SourceBenchmark
{
    private const int Features = 20;
    private const int Runs = 5;

    public static void Print(int rows)
    {
        var schema = new FeatureSchema([.. Enumerable.Range(0, Features).Select(static i => Feature.Numeric($"f{i}"))], ["a", "b"]);
        var folder = Directory.CreateTempSubdirectory("cartel-bench-").FullName;
        try
        {
            var (csv, json) = Write(folder, schema, rows);
            Console.WriteLine(Machine.Describe());
            Console.WriteLine($"{rows:N0} rows of {Features} numbers, median of {Runs} runs, by the reading thread's own time; load {Machine.Load()}");
            Console.WriteLine();
            Console.WriteLine("| source | samples/s | bytes/s | bytes allocated per sample |\n| --- | ---: | ---: | ---: |");
            Show("CsvSource (baseline)", csv, rows, () => CsvSource.Open($"csv:{csv}", null, schema, strict: true));
            Show("csv:…?follow=true", csv, rows, () => LiveSources.Open($"csv:{csv}?follow=true", null, schema, strict: true, TimeProvider.System));
            Show("jsonl:…?follow=true", json, rows, () => LiveSources.Open($"jsonl:{json}?follow=true", null, schema, strict: true, TimeProvider.System));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Show(string name, string path, int rows, Func<ISampleSource> open)
    {
        var runs = Enumerable.Range(0, Runs).Select(_ => Read(open, rows)).OrderBy(static run => run.Seconds).ToList();
        var (seconds, allocated) = runs[Runs / 2];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {name} | {rows / seconds:N0} | {new FileInfo(path).Length / seconds:N0} | {allocated / (double)rows:0.000} |"));
    }

    private static (double Seconds, long Allocated) Read(Func<ISampleSource> open, int rows)
    {
        using var source = open();
        var sample = new Sample(Features);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = Machine.ThreadSeconds();
        var read = 0;
        while (read < rows && source.TryRead(sample)) read++;
        if (read < rows) throw new InvalidOperationException($"{read} of {rows} rows were read");

        return (Machine.ThreadSeconds() - start, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    // Numbers as sensors write them: two to seven digits, some negative.
    private static (string Csv, string Json) Write(string folder, FeatureSchema schema, int rows)
    {
        var random = new Random(1);
        var (csv, json) = (Path.Combine(folder, "rows.csv"), Path.Combine(folder, "rows.jsonl"));
        using var csvFile = new StreamWriter(csv);
        using var jsonFile = new StreamWriter(json);
        csvFile.WriteLine(string.Join(',', schema.Features.Select(static feature => feature.Name)) + ",class");
        var (line, document) = (new StringBuilder(), new StringBuilder());
        for (var row = 0; row < rows; row++)
        {
            line.Clear();
            document.Clear().Append('{');
            for (var i = 0; i < Features; i++)
            {
                var value = ((random.NextDouble() - 0.3) * Math.Pow(10, i % 4)).ToString($"F{i % 5}", CultureInfo.InvariantCulture);
                line.Append(value).Append(',');
                document.Append(CultureInfo.InvariantCulture, $"\"f{i}\":{value},");
            }

            var label = schema.Classes[random.Next(2)];
            csvFile.WriteLine(line.Append(label));
            jsonFile.WriteLine(document.Append(CultureInfo.InvariantCulture, $"\"class\":\"{label}\"}}"));
        }

        return (csv, json);
    }
}
