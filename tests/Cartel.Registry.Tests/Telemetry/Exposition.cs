using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Cartel.Registry.Tests.Telemetry;

/// <summary>One line of a metric.</summary>
internal sealed record ScrapedSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>One metric with its lines.</summary>
internal sealed record ScrapedMetric(string Name, string Type, IReadOnlyList<ScrapedSample> Samples);

/// <summary>Reads the text format of Prometheus, version 0.0.4, as its specification has it, and refuses what that does not allow.</summary>
internal static partial class Exposition
{
    private static readonly string[] Types = ["counter", "gauge", "histogram"];

    public static IReadOnlyDictionary<string, ScrapedMetric> Parse(string text)
    {
        Require(text.EndsWith('\n'), "the last line must end with a line feed");
        var metrics = new Dictionary<string, ScrapedMetric>();
        var (help, type, samples) = ("", "", new List<ScrapedSample>());
        foreach (var line in text[..^1].Split('\n'))
        {
            if (Help().Match(line) is { Success: true } told)
            {
                Close();
                (help, type, samples) = (told.Groups[1].Value, "", []);
                Require(!metrics.ContainsKey(help), $"{help} comes twice");
            }
            else if (TypeLine().Match(line) is { Success: true } typed)
            {
                Require(typed.Groups[1].Value == help && type.Length == 0, $"TYPE of {typed.Groups[1].Value} follows HELP of {help}");
                type = typed.Groups[2].Value;
                Require(Types.Contains(type), $"{type} is a type");
            }
            else
            {
                var sample = ParseSample(line);
                Require(type.Length > 0 && BelongsTo(sample.Name, help, type), $"{line} stands below {help} ({type})");
                samples.Add(sample);
            }
        }

        Close();
        return metrics;

        void Close()
        {
            if (help.Length == 0) return;

            Require(samples.Count > 0, $"{help} has samples");
            Require(samples.Select(static sample => sample.Name + string.Join(',', sample.Labels.OrderBy(static label => label.Key).Select(static label => $"{label.Key}={label.Value}"))).Distinct().Count() == samples.Count, $"each series of {help} comes once");
            if (type == "counter") Require(help.EndsWith("_total", StringComparison.Ordinal) && samples.All(static sample => sample.Value >= 0), $"{help} is named and valued as a counter");
            if (type == "histogram") CheckHistogram(help, samples);
            metrics.Add(help, new ScrapedMetric(help, type, samples));
        }
    }

    private static void CheckHistogram(string name, List<ScrapedSample> samples)
    {
        foreach (var series in samples.GroupBy(static sample => string.Join(',', sample.Labels.Where(static label => label.Key != "le").OrderBy(static label => label.Key).Select(static label => $"{label.Key}={label.Value}"))))
        {
            var buckets = series.Where(sample => sample.Name == name + "_bucket").ToList();
            var bounds = buckets.Select(static bucket => Number(bucket.Labels["le"])).ToList();
            var counts = buckets.Select(static bucket => bucket.Value).ToList();
            Require(bounds.SequenceEqual(bounds.Order()) && double.IsPositiveInfinity(bounds[^1]), $"buckets of {name} are in order, the last is +Inf");
            Require(counts.SequenceEqual(counts.Order()), $"buckets of {name} are cumulative");
            Require(series.Single(sample => sample.Name == name + "_count").Value == counts[^1], $"the count of {name} is that of its last bucket");
            Require(series.Count(sample => sample.Name == name + "_sum") == 1, $"{name} has a sum");
        }
    }

    private static bool BelongsTo(string sample, string metric, string type) =>
        type == "histogram" ? sample == metric + "_bucket" || sample == metric + "_sum" || sample == metric + "_count" : sample == metric;

    private static ScrapedSample ParseSample(string line)
    {
        var match = Sample().Match(line);
        Require(match.Success, $"“{line}” is a sample");
        var labels = new Dictionary<string, string>();
        var rest = match.Groups[2].Value;
        while (rest.Length > 0)
        {
            var label = Label().Match(rest);
            Require(label.Success, $"“{rest}” begins with a label");
            Require(labels.TryAdd(label.Groups[1].Value, Unescape(label.Groups[2].Value)), $"{label.Groups[1].Value} comes once in “{line}”");
            rest = rest[label.Length..];
            Require(rest.Length == 0 || rest[0] == ',', $"“{rest}” is separated by a comma");
            rest = rest.Length > 0 ? rest[1..] : rest;
        }

        return new ScrapedSample(match.Groups[1].Value, labels, Number(match.Groups[3].Value));
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++) plain.Append(text[i] != '\\' ? text[i] : text[++i] == 'n' ? '\n' : text[i]);
        return plain.ToString();
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static void Require(bool holds, string rule) => Assert.That(holds, Is.True, rule);

    [GeneratedRegex(@"^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\]|\\\\|\\n)*$")]
    private static partial Regex Help();

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) ([a-z]+)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex("""^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})? (\S+)$""")]
    private static partial Regex Sample();

    [GeneratedRegex("""^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)""" + "\"")]
    private static partial Regex Label();
}
