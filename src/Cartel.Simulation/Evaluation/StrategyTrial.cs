namespace Cartel.Simulation;

/// <summary>One strategy's life through one fleet's samples.</summary>
internal static class StrategyTrial
{
    private const int MostMarks = 60;
    private const int StopEvery = 256;

    /// <param name="samples">What the devices meet.</param>
    /// <param name="learner">The learner's name, with settings.</param>
    /// <param name="kind">The strategy's name, with settings.</param>
    /// <param name="reference">Is filled by the reference strategies first, and then read by all.</param>
    /// <param name="isReference">Whether this run is to fill it.</param>
    /// <param name="time">For the seconds of training alone.</param>
    /// <param name="stop">Looked at every few hundred samples.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static StrategyOutcome Run(
        FleetSamples samples, string learner, string kind, ReferenceCurve reference, bool isReference, TimeProvider time, CancellationToken stop)
    {
        var run = new FleetRun(samples, learner, StrategyKinds.Create(kind), LinkSettings.Default, time);
        var scoring = new HeldOutScoring(samples, run, reference, isReference);
        var right = new long[run.Edges.Count];
        var count = 0L;
        run.Run((device, sample, label, predicted) =>
        {
            if (++count % StopEvery == 0) stop.ThrowIfCancellationRequested();
            scoring.Before(device, sample);
            if (predicted == label) right[device]++;
        });

        int[] honest = [.. scoring.Honest];
        for (var device = 0; device < right.Length; device++) scoring.Before(device, samples.Of(device).Count);
        return new StrategyOutcome(
            kind,
            scoring.Recoveries,
            honest.Average(device => (double)right[device] / samples.Of(device).Count),
            honest.Average(device => scoring.Accuracy(device, samples.Of(device).Count)),
            ByteFigures.Of(run.Network.Bytes),
            honest.Average(device => (double)run.Edges[device].ModelBytes),
            Math.Max(run.Training.Seconds(MeteredNetwork.Hub), honest.Average(run.Training.Seconds)),
            scoring.Curve,
            MarksOf(samples, run.Journal));
    }

    private static Mark[] MarksOf(FleetSamples samples, Journal journal)
    {
        var changes = samples.Workload.Agents.SelectMany((agent, device) => HeldOutScoring.ChangesOf(agent).Select(change => new Mark(device, change, "change")));
        return [.. changes.Concat(journal.Entries.Select(static entry => new Mark(entry.Device, entry.Sample, entry.Kind))).Take(MostMarks)];
    }
}
