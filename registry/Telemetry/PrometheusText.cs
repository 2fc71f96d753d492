using System.Globalization;
using System.Text;

namespace Cartel.Registry.Telemetry;

/// <summary>Writes metrics in the text format of Prometheus, version 0.0.4: names as OpenTelemetry's mapping makes them, with their units.</summary>
internal static class PrometheusText
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<Metric> metrics)
    {
        var text = new StringBuilder();
        foreach (var metric in metrics)
        {
            var series = metric.Series.ToList();
            if (series.Count == 0) continue;

            var name = NameOf(metric);
            text.Append("# HELP ").Append(name).Append(' ').Append(Escape(metric.Help, quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(name).Append(' ').Append(metric.Kind switch { MetricKind.Counter => "counter", MetricKind.Gauge => "gauge", _ => "histogram" }).Append('\n');
            foreach (var (labels, one) in series) Write(text, metric, name, LabelsOf(metric, labels), one);
        }

        return text.ToString();
    }

    /// <summary>One gauge or counter without labels.</summary>
    public static void Write(StringBuilder text, string name, string type, string help, double value) =>
        text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n{name} {Number(value)}\n");

    private static void Write(StringBuilder text, Metric metric, string name, string labels, Series series)
    {
        var (value, count, buckets) = series.Read();
        if (metric.Kind is not MetricKind.Histogram)
        {
            Line(text, name, labels, Number(value));
            return;
        }

        var seen = 0L;
        for (var i = 0; i < buckets.Length; i++)
        {
            seen += buckets[i];
            var bound = i < metric.Bounds.Length ? Number(metric.Bounds[i]) : "+Inf";
            Line(text, name + "_bucket", (labels.Length == 0 ? "" : labels + ",") + $"le=\"{bound}\"", Number(seen));
        }

        Line(text, name + "_sum", labels, Number(value));
        Line(text, name + "_count", labels, Number(count));
    }

    private static void Line(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value).Append('\n');
    }

    private static string LabelsOf(Metric metric, LabelValues? values)
    {
        if (values is not { } known) return "overflow=\"true\"";

        return string.Join(',', metric.Labels.Select((label, place) => $"{Plain(label)}=\"{Escape(Convert.ToString(known[place], CultureInfo.InvariantCulture) ?? "", quotes: true)}\""));
    }

    private static string NameOf(Metric metric)
    {
        var name = Plain(metric.Name);
        var unit = metric.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        if (!name.EndsWith(unit, StringComparison.Ordinal)) name += unit;
        return metric.Kind is MetricKind.Counter ? name + "_total" : name;
    }

    private static string Plain(string name) => string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static string Escape(string text, bool quotes)
    {
        var escaped = text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
