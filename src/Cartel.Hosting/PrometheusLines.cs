using System.Globalization;
using System.Text;

namespace Cartel.Hosting;

/// <summary>The lines of Prometheus' text format, version 0.0.4.</summary>
public static class PrometheusLines
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>One gauge or counter without labels.</summary>
    /// <param name="text">Where it goes.</param>
    /// <param name="name">Its name, with its unit.</param>
    /// <param name="type"><c>gauge</c> or <c>counter</c>.</param>
    /// <param name="help">What it says.</param>
    /// <param name="value">Its value.</param>
    public static void Write(StringBuilder text, string name, string type, string help, double value)
    {
        Head(text, name, type, help);
        Line(text, name, "", value);
    }

    /// <summary>What stands before a metric's samples.</summary>
    /// <inheritdoc cref="Write" path="/param"/>
    public static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(Escape(help, quotes: false)).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    /// <summary>One sample.</summary>
    /// <param name="text">Where it goes.</param>
    /// <param name="name">Its name.</param>
    /// <param name="labels">As <see cref="Label"/> makes them, with commas between; empty: none.</param>
    /// <param name="value">Its value.</param>
    public static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>One label with its value.</summary>
    public static string Label(string name, string value) => $"{name}=\"{Escape(value, quotes: true)}\"";

    /// <summary>A number as the format has it.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Escape(string text, bool quotes)
    {
        var escaped = text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
