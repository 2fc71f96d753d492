using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Cartel.Cli;

/// <summary>A plot of lines as an SVG element that takes its colours from the page.</summary>
internal sealed class LinePlot(string title, string across, string up)
{
    private const double Width = 640;
    private const double Height = 300;
    private const double Left = 58;
    private const double Right = 16;
    private const double Top = 12;
    private const double Bottom = 44;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Whether the axis across is logarithmic.</summary>
    public bool IsLogAcross { get; init; }

    /// <summary>Whether the axis up is logarithmic.</summary>
    public bool IsLogUp { get; init; }

    /// <summary>The plot under its title; nothing where no series has two points.</summary>
    public XElement? Draw(IReadOnlyList<PlotSeries> series, IReadOnlyList<PlotMark> marks)
    {
        var points = series.SelectMany(static one => one.Points).ToArray();
        if (series.All(static one => one.Points.Count < 2)) return null;

        var x = new PlotAxis(points.Min(static point => point.X), Above(points.Min(static point => point.X), points.Max(static point => point.X)), Left, Width - Right, IsLogAcross);
        var y = new PlotAxis(points.Min(static point => point.Y), Above(points.Min(static point => point.Y), points.Max(static point => point.Y)), Height - Bottom, Top, IsLogUp);
        return new XElement(
            "figure",
            new XElement("figcaption", title),
            new XElement(
                Svg + "svg", new XAttribute("viewBox", $"0 0 {Number(Width)} {Number(Height)}"), new XAttribute("role", "img"), new XElement(Svg + "title", title),
                Axes(x, y),
                marks.Select(mark => Path($"mark {mark.Kind}", $"M{Number(x.At(mark.X))} {Number(Top)}V{Number(Height - Bottom)}", mark.Title)),
                series.Where(static one => one.Points.Count > 0).Select(one => Path($"line {PaperPage.Colour(one.Place)}", Trace(one, x, y), one.Name))));
    }

    private static double Above(double least, double most) => most > least ? most : least + 1;

    private IEnumerable<XElement> Axes(PlotAxis x, PlotAxis y)
    {
        foreach (var value in y.Marks())
        {
            yield return Path("grid", $"M{Number(Left)} {Number(y.At(value))}H{Number(Width - Right)}");
            yield return Text(PlotAxis.Text(value), Left - 6, y.At(value) + 4, "end");
        }

        foreach (var value in x.Marks())
        {
            yield return Path("axis", $"M{Number(x.At(value))} {Number(Height - Bottom)}v4");
            yield return Text(PlotAxis.Text(value), x.At(value), Height - Bottom + 17, "middle");
        }

        yield return Path("axis", $"M{Number(Left)} {Number(Top)}V{Number(Height - Bottom)}H{Number(Width - Right)}");
        yield return Text(across, (Left + Width - Right) / 2, Height - 8, "middle");
        yield return new XElement(
            Svg + "text", new XAttribute("transform", $"translate(13 {Number((Top + Height - Bottom) / 2)}) rotate(-90)"), new XAttribute("text-anchor", "middle"), up);
    }

    private static string Trace(PlotSeries series, PlotAxis x, PlotAxis y)
    {
        var path = new StringBuilder();
        foreach (var point in series.Points)
        {
            if (path.Length == 0) path.Append(CultureInfo.InvariantCulture, $"M{Number(x.At(point.X))} {Number(y.At(point.Y))}");
            else if (series.IsStep) path.Append(CultureInfo.InvariantCulture, $"H{Number(x.At(point.X))}V{Number(y.At(point.Y))}");
            else path.Append(CultureInfo.InvariantCulture, $"L{Number(x.At(point.X))} {Number(y.At(point.Y))}");
        }

        return path.ToString();
    }

    private static XElement Path(string kind, string path, string? title = null) => new(
        Svg + "path", new XAttribute("class", kind), new XAttribute("d", path), title is null ? null : new XElement(Svg + "title", title));

    private static XElement Text(string text, double x, double y, string anchor) => new(
        Svg + "text", new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("text-anchor", anchor), text);

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
