namespace Cartel.Benchmarks;

/// <summary>What is asked of each learner beside the same learner of a peer, and by how much it is missed.</summary>
/// <remarks>Accuracy: MOA's less 0.3 points; for an adaptive random forest MOA's, to the last digit shown. Speed: 5 times MOA's for forests, 3 times for trees, 2 times for the others on
/// six columns or more, else as fast; 30 times River's. Model: a fifth of MOA's for forests and trees.</remarks>
internal static class Targets
{
    private const double Points = 0.003;
    private const double TimesRiver = 30;
    private const double ShareOfBytes = 0.2;
    private const int ManyColumns = 6;

    /// <summary>One line for each target that a run misses; none if it meets all.</summary>
    public static IEnumerable<string> Missed(string stream, int columns, string learner, StreamRun run, IReadOnlyList<PeerResult> peers)
    {
        var name = $"{stream} ({run.Rows:N0}) {learner}";
        if (peers.FirstOrDefault(static peer => peer.Peer == "MOA") is { } moa)
        {
            var times = TimesMoa(learner, columns);
            if (Math.Round(run.Accuracy, 4) < moa.Accuracy - (IsAdaptiveForest(learner) ? 0 : Points)) yield return $"{name}: accuracy {run.Accuracy:0.0000}, {(moa.Accuracy - run.Accuracy) * 100:0.0} points below MOA's {moa.Learner}";
            if (run.SamplesPerSecond < times * moa.SamplesPerSecond)
                yield return $"{name}: {run.SamplesPerSecond:N0} samples/s, {run.SamplesPerSecond / moa.SamplesPerSecond:0.0} times MOA's {moa.Learner} where {times} are asked";
            if (IsForest(learner) || IsTree(learner))
            {
                if (run.ModelBytes > ShareOfBytes * moa.ModelBytes)
                    yield return $"{name}: {run.ModelBytes:N0} bytes, {run.ModelBytes / (double)moa.ModelBytes:0.00} of MOA's {moa.Learner} where {ShareOfBytes} is asked";
            }
        }

        if (peers.FirstOrDefault(static peer => peer.Peer == "River") is { } river && run.SamplesPerSecond < TimesRiver * river.SamplesPerSecond)
            yield return $"{name}: {run.SamplesPerSecond:N0} samples/s, {run.SamplesPerSecond / river.SamplesPerSecond:0.0} times River's {river.Learner} where {TimesRiver} are asked";
    }

    private static int TimesMoa(string learner, int columns) => IsForest(learner) ? 5 : IsTree(learner) ? 3 : columns >= ManyColumns ? 2 : 1;

    private static bool IsAdaptiveForest(string learner) => learner.StartsWith("adaptive-random-forest", StringComparison.Ordinal);

    private static bool IsForest(string learner) =>
        IsAdaptiveForest(learner) || learner.StartsWith("leveraging-bagging", StringComparison.Ordinal);

    private static bool IsTree(string learner) => learner.StartsWith("hoeffding", StringComparison.Ordinal);
}
