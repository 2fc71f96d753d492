using System.Globalization;
using System.Xml.Linq;
using Cartel.Learning;

namespace Cartel.Cli.Tests;

public sealed class AccuracyPlotTests
{
    [Test]
    public void A_name_of_any_characters_is_text_and_never_markup()
    {
        var drawn = AccuracyPlot.Draw(Result("csv:a<b>&\"c\u0001.csv"), Curve(200));

        Assert.That(XDocument.Parse(drawn).Root!.Elements().First().Value, Is.EqualTo("linear on csv:a<b>&\"c\uFFFD.csv"));
    }

    // 200 samples of which the first 100 are too few for a point; all right, then all wrong. The frame is 280 high, from
    // 1 at 84 down to the tenth that leaves room below one half, 0.4: 84 + 280 · 5/6.
    [Test]
    public void The_line_goes_through_the_windowed_accuracies()
    {
        var curve = Curve(200);

        var points = XDocument.Parse(AccuracyPlot.Draw(Result("sea"), curve)).Descendants()
            .Single(static element => (string?)element.Attribute("class") == "accuracy" && element.Name.LocalName == "polyline")
            .Attribute("points")!.Value.Split(' ').Select(static point => point.Split(',').Select(static number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray()).ToList();

        Assert.That(curve.Points.Select(static point => point.Sample), Is.EqualTo(Enumerable.Range(100, 101)));
        Assert.That(points[0], Is.EqualTo(new[] { 462.0, 84 }), "half way along, at an accuracy of 1");
        Assert.That(points[^1], Is.EqualTo(new[] { 860.0, 317.3 }).Within(0.05), "at the end, at an accuracy of one half");
    }

    [Test]
    public void A_stream_of_few_samples_is_drawn_too([Values(0, 1, 99)] int samples) =>
        Assert.That(() => XDocument.Parse(AccuracyPlot.Draw(Result("sea"), Curve(samples))), Throws.Nothing);

    [Test]
    public void A_long_stream_has_some_hundreds_of_points() => Assert.That(Curve(100_000).Points, Has.Count.InRange(500, 700));

    private static AccuracyCurve Curve(int samples)
    {
        var metrics = new PrequentialMetrics(2, 1000);
        var curve = new AccuracyCurve(samples, 1000);
        for (var i = 0; i < samples; i++)
        {
            metrics.Observe(0, i < samples / 2 ? 0 : 1);
            curve.Look(metrics);
        }

        return curve;
    }

    private static LearnResult Result(string data) => new(
        data, "linear", null, 1, null, null, 1, 1, 1, [], null, null, null, null, null, 1000, new(null, null, null, null, null), null, null, 1, 0, [], 0);
}
