using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Cartel.Cli;

/// <summary>The windowed accuracy over a stream as one SVG file that needs nothing else, for light and dark pages.</summary>
internal static class AccuracyPlot
{
    private const int Width = 900;
    private const int Height = 420;
    private const int Left = 64;
    private const int Right = 40;
    private const int Top = 84;
    private const int Bottom = 56;
    private const int LongestTitle = 84;

    private const string Style = """
        text { font: 13px system-ui, sans-serif; fill: #3f4650; }
        .page { fill: #ffffff; } .title { font-size: 16px; font-weight: 600; fill: #14181d; }
        .grid { stroke: #e3e6ea; } .axis { stroke: #8b939e; fill: none; }
        .accuracy, .base { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .accuracy { stroke: #1f5fd0; } .base { stroke: #808895; stroke-width: 1.5; stroke-dasharray: 5 4; }
        .drift { stroke: #c2410c; stroke-opacity: .55; } .mark { fill: #c2410c; }
        @media (prefers-color-scheme: dark) {
          text { fill: #b6bec9; } .page { fill: #14181d; } .title { fill: #f1f4f8; }
          .grid { stroke: #2b323b; } .axis { stroke: #6b7480; }
          .accuracy { stroke: #7db0ff; } .base { stroke: #98a2af; }
          .drift { stroke: #ff9a5c; } .mark { fill: #ff9a5c; }
        }
        """;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static string Draw(LearnResult result, AccuracyCurve curve)
    {
        var title = Clean($"{result.Learner} on {result.Data}");
        var lowest = curve.Points.Count == 0 ? 0 : curve.Points.Min(static point => Math.Min(point.Accuracy, point.NoChange));
        var frame = new Frame(Math.Max(1, curve.Samples), Math.Floor(Math.Max(0, lowest - 0.02) * 10) / 10);
        var root = new XElement(
            Svg + "svg", new XAttribute("viewBox", $"0 0 {Width} {Height}"), new XAttribute("width", Width), new XAttribute("height", Height), new XAttribute("role", "img"),
            new XElement(Svg + "title", title),
            new XElement(Svg + "desc", $"Accuracy over the last {curve.Window} samples: a learner's, and that of repeating the previous label."),
            new XElement(Svg + "style", Style),
            Box("page", 0, 0, Width, Height),
            Text(title.Length <= LongestTitle ? title : title[..(LongestTitle - 1)] + "…", 20, 30, "start", "title"),
            Legend(result, curve), Axes(frame, curve),
            result.Drifts.Select(drift => Drift(frame, drift)),
            Line("base", frame, curve, static point => point.NoChange),
            Line("accuracy", frame, curve, static point => point.Accuracy));
        return root + "\n";
    }

    private static IEnumerable<XElement> Legend(LearnResult result, AccuracyCurve curve)
    {
        yield return Path("accuracy", "M20 54h26");
        yield return Text($"accuracy, last {Whole(curve.Window)} samples ({result.Accuracy:0.0000} over all)", 54, 58, "start");
        yield return Path("base", "M390 54h26");
        yield return Text($"previous label ({result.NoChangeAccuracy:0.0000})", 424, 58, "start");
        if (result.Detector is null) yield break;

        var name = Clean(result.Detector);
        yield return Path("drift", "M612 46v16");
        yield return Path("mark", "M607 44h10l-5 7z");
        yield return Text($"{Whole(result.Drifts.Count)} drifts, {(name.Length <= 24 ? name : name[..23] + "…")}", 624, 58, "start");
    }

    private static IEnumerable<XElement> Axes(Frame frame, AccuracyCurve curve)
    {
        for (var tenth = (int)Math.Round(frame.Lowest * 10); tenth <= 10; tenth++)
        {
            var y = frame.Y(tenth / 10.0);
            yield return Path("grid", $"M{Left} {Number(y)}H{Width - Right}");
            yield return Text((tenth / 10.0).ToString("0.0", CultureInfo.InvariantCulture), Left - 8, y + 4, "end");
        }

        var step = Step(frame.Samples);
        for (var sample = 0L; sample <= frame.Samples; sample += step)
        {
            yield return Path("axis", $"M{Number(frame.X(sample))} {Height - Bottom}v5");
            yield return Text(Whole(sample), frame.X(sample), Height - Bottom + 20, "middle");
        }

        yield return Path("axis", $"M{Left} {Top}V{Height - Bottom}H{Width - Right}");
        yield return Text("samples", (Left + Width - Right) / 2.0, Height - 12, "middle");
        yield return new XElement(
            Svg + "text", new XAttribute("transform", $"translate(18 {(Top + Height - Bottom) / 2}) rotate(-90)"), new XAttribute("text-anchor", "middle"),
            $"accuracy, last {Whole(curve.Window)}");
    }

    // 1, 2 or 5 times a power of ten, so that there are five to ten marks.
    private static long Step(long samples)
    {
        var unit = (long)Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1, samples / 5.0))));
        return samples / unit >= 25 ? unit * 5 : samples / unit > 10 ? unit * 2 : unit;
    }

    private static XElement[] Drift(Frame frame, long drift) =>
    [
        Path("drift", $"M{Number(frame.X(drift))} {Top}V{Height - Bottom}"),
        Path("mark", $"M{Number(frame.X(drift) - 5)} {Top - 7}h10l-5 7z"),
    ];

    private static XElement Line(string style, Frame frame, AccuracyCurve curve, Func<AccuracyPoint, double> value) => new(
        Svg + "polyline", new XAttribute("class", style),
        new XAttribute("points", string.Join(' ', curve.Points.Select(point => $"{Number(frame.X(point.Sample))},{Number(frame.Y(value(point)))}"))));

    private static XElement Path(string style, string data) => new(Svg + "path", new XAttribute("class", style), new XAttribute("d", data));

    private static XElement Box(string style, int x, int y, int width, int height) => new(
        Svg + "rect", new XAttribute("class", style), new XAttribute("x", x), new XAttribute("y", y), new XAttribute("width", width), new XAttribute("height", height));

    private static XElement Text(string text, double x, double y, string anchor, string? style = null) => new(
        Svg + "text", new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("text-anchor", anchor),
        style is null ? null : new XAttribute("class", style), text);

    // A name may hold what XML cannot.
    private static string Clean(string text) => string.Concat(text.Select(static character => XmlConvert.IsXmlChar(character) ? character : '\uFFFD'));

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private sealed record Frame(long Samples, double Lowest)
    {
        public double X(double sample) => Left + (sample / Samples * (Width - Left - Right));

        public double Y(double accuracy) => Top + ((1 - accuracy) / (1 - Lowest) * (Height - Top - Bottom));
    }
}
