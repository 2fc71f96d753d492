using System.Xml.Linq;
using Cartel.Simulation;

namespace Cartel.Cli;

/// <summary>The plots of one workload on one data set with one learner.</summary>
/// <param name="jobs">One for each seed.</param>
/// <param name="strategies">Those to show; a strategy's place gives its colour.</param>
internal sealed class PaperPlots(IReadOnlyList<JobResult> jobs, IReadOnlyList<string> strategies)
{
    private const double LeastBytes = 100;

    /// <summary>Accuracy over time, bytes over time, and how many changes are recovered from after how many samples.</summary>
    public IEnumerable<XElement> Draw() => ((XElement?[])[Accuracy(), Recovery(), Bytes()]).OfType<XElement>();

    // What all learn at first would press the rest into one line.
    private XElement? Accuracy() => new LinePlot("Held-out accuracy after the first tenth, mean over devices and seeds", "samples of a device", "accuracy")
        .Draw([.. All(outcomes => Later(Mean(outcomes, static point => point.Accuracy)))], [.. Marks()]);

    private XElement? Bytes() => new LinePlot("Bytes over time, mean over seeds", "samples of a device", "bytes, logarithmic") { IsLogUp = true }
        .Draw([.. All(outcomes => [.. Mean(outcomes, static point => point.Bytes).Where(static point => point.Y >= LeastBytes)])], []);

    private XElement? Recovery() => new LinePlot("Changes recovered from, after so many samples", "samples since the change, logarithmic (0 shown as 5)", "share") { IsLogAcross = true }
        .Draw([.. All(Distribution).Select(static series => series with { IsStep = true })], []);

    private IEnumerable<PlotSeries> All(Func<StrategyOutcome[], IReadOnlyList<(double, double)>> points)
    {
        for (var i = 0; i < strategies.Count; i++)
        {
            var name = strategies[i];
            StrategyOutcome[] outcomes = [.. jobs.Select(job => job.Find(name)).OfType<StrategyOutcome>()];
            if (outcomes.Length > 0) yield return new PlotSeries(name, i, points(outcomes));
        }
    }

    // Seeds have the same samples per device, so the same points.
    private static (double X, double Y)[] Mean(StrategyOutcome[] outcomes, Func<CurvePoint, double> figure) =>
        [.. outcomes[0].Curve.Select((point, i) => ((double)point.Sample, outcomes.Where(one => one.Curve.Count > i).Average(one => figure(one.Curve[i]))))];

    private static (double X, double Y)[] Later((double X, double Y)[] points) => [.. points.Where(point => point.X >= points[^1].X / 10)];

    private static (double X, double Y)[] Distribution(StrategyOutcome[] outcomes)
    {
        Recovery[] all = [.. outcomes.SelectMany(static outcome => outcome.Recoveries)];
        if (all.Length == 0) return [];

        double[] samples = [.. all.Select(static recovery => recovery.Samples).OfType<long>().Select(static samples => Math.Max(RatioFigures.Least, samples)).Order()];
        var longest = Math.Max(10, all.Max(static recovery => recovery.Observed));
        return [(RatioFigures.Least, 0), .. samples.Select((value, i) => (value, (i + 1.0) / all.Length)), (longest, (double)samples.Length / all.Length)];
    }

    private IEnumerable<PlotMark> Marks()
    {
        foreach (var mark in jobs[0].Strategies.SelectMany(static outcome => outcome.Marks.Select(mark => (outcome.Strategy, Mark: mark))).DistinctBy(Key))
        {
            var isChange = mark.Mark.Kind == "change";
            yield return new PlotMark(
                mark.Mark.Sample, isChange ? "change" : "transfer",
                $"seed {jobs[0].Seed}, device {mark.Mark.Device + 1}, sample {mark.Mark.Sample}: {(isChange ? "" : mark.Strategy + ", ")}{mark.Mark.Kind}");
        }

        static (string, Mark) Key((string Strategy, Mark Mark) pair) => (pair.Mark.Kind == "change" ? "" : pair.Strategy, pair.Mark);
    }
}
