using System.Diagnostics.Metrics;
using Cartel.Registry.Telemetry;

namespace Cartel.Registry.Tests.Telemetry;

/// <summary>The text that is written, read again by the format's own rules.</summary>
internal sealed class PrometheusTextTests
{
    private readonly Meter _meter = new("test");

    [OneTimeTearDown]
    public void Close() => _meter.Dispose();

    [Test]
    public void Labels_with_quotes_backslashes_and_line_feeds_come_through()
    {
        const string Odd = "a \"b\" \\ c\nd}";
        var metric = new Metric(_meter.CreateCounter<long>("odd", null, "Says \\ and\na line feed."), ["label"]);

        metric.Take(3, [new("label", Odd)]);

        var sample = Exposition.Parse(PrometheusText.Write([metric]))["odd_total"].Samples.Single();
        Assert.That((sample.Labels["label"], sample.Value), Is.EqualTo((Odd, 3.0)));
    }

    [Test]
    public void A_histogram_counts_each_value_in_its_bucket_and_all_wider_ones()
    {
        var metric = new Metric(_meter.CreateHistogram<double>("wait", "s", "How long."), []);

        foreach (var seconds in (double[])[0.0005, 0.3, 0.3, 60]) metric.Take(seconds, []);

        var samples = Exposition.Parse(PrometheusText.Write([metric]))["wait_seconds"].Samples;
        double Upto(string bound) => samples.Single(sample => sample.Labels.GetValueOrDefault("le") == bound).Value;
        Assert.Multiple(() =>
        {
            Assert.That(Upto("0.0005"), Is.EqualTo(1), "a bound belongs to its bucket");
            Assert.That(Upto("0.25"), Is.EqualTo(1));
            Assert.That(Upto("0.5"), Is.EqualTo(3));
            Assert.That(Upto("+Inf"), Is.EqualTo(4));
            Assert.That(samples.Single(static sample => sample.Name == "wait_seconds_sum").Value, Is.EqualTo(60.6005).Within(1e-9));
        });
    }

    [Test]
    public void Beyond_a_thousand_series_all_is_counted_together()
    {
        var metric = new Metric(_meter.CreateCounter<long>("many", null, "Too many."), ["name"]);

        for (var i = 0; i < Metric.MostSeries + 50; i++) metric.Take(1, [new("name", $"{i}")]);

        var samples = Exposition.Parse(PrometheusText.Write([metric]))["many_total"].Samples;
        Assert.Multiple(() =>
        {
            Assert.That(samples, Has.Count.EqualTo(Metric.MostSeries + 1));
            Assert.That(samples.Single(static sample => sample.Labels.ContainsKey("overflow")).Value, Is.EqualTo(50));
        });
    }

    [Test]
    public void Many_threads_lose_nothing()
    {
        var metric = new Metric(_meter.CreateCounter<long>("busy", null, "Busy."), ["name"]);

        Parallel.For(0, 20_000, i => metric.Take(1, [new("name", i % 3)]));

        Assert.That(Exposition.Parse(PrometheusText.Write([metric]))["busy_total"].Samples.Sum(static sample => sample.Value), Is.EqualTo(20_000));
    }
}
