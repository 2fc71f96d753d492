using System.Globalization;
using System.Text;
using Cartel.Hosting;

namespace Cartel.Registry.Telemetry;

/// <summary>Writes metrics in the text format of Prometheus, version 0.0.4: names as OpenTelemetry's mapping makes them, with their units.</summary>
internal static class PrometheusText
{
    public static string Write(IEnumerable<Metric> metrics)
    {
        var text = new StringBuilder();
        foreach (var metric in metrics)
        {
            var series = metric.Series.ToList();
            if (series.Count == 0) continue;

            var name = NameOf(metric);
            PrometheusLines.Head(text, name, metric.Kind switch { MetricKind.Counter => "counter", MetricKind.Gauge => "gauge", _ => "histogram" }, metric.Help);
            foreach (var (labels, one) in series) Write(text, metric, name, LabelsOf(metric, labels), one);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Metric metric, string name, string labels, Series series)
    {
        var (value, count, buckets) = series.Read();
        if (metric.Kind is not MetricKind.Histogram)
        {
            PrometheusLines.Line(text, name, labels, value);
            return;
        }

        var seen = 0L;
        for (var i = 0; i < buckets.Length; i++)
        {
            seen += buckets[i];
            var bound = PrometheusLines.Label("le", i < metric.Bounds.Length ? PrometheusLines.Number(metric.Bounds[i]) : "+Inf");
            PrometheusLines.Line(text, name + "_bucket", labels.Length == 0 ? bound : $"{labels},{bound}", seen);
        }

        PrometheusLines.Line(text, name + "_sum", labels, value);
        PrometheusLines.Line(text, name + "_count", labels, count);
    }

    private static string LabelsOf(Metric metric, LabelValues? values)
    {
        if (values is not { } known) return "overflow=\"true\"";

        return string.Join(',', metric.Labels.Select((label, place) => PrometheusLines.Label(Plain(label), Convert.ToString(known[place], CultureInfo.InvariantCulture) ?? "")));
    }

    private static string NameOf(Metric metric)
    {
        var name = Plain(metric.Name);
        var unit = metric.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        if (!name.EndsWith(unit, StringComparison.Ordinal)) name += unit;
        return metric.Kind is MetricKind.Counter ? name + "_total" : name;
    }

    private static string Plain(string name) => string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}
