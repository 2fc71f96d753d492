using System.Globalization;

namespace Cartel.Benchmarks;

/// <summary>A peer's figures on one stream, as they were published; <see cref="ModelBytes"/> by the peer's own measure.</summary>
internal sealed record PeerResult(string Peer, string Stream, int Rows, string Learner, double Accuracy, double Kappa, double SamplesPerSecond, long ModelBytes);

/// <summary>What is known of the peers: <c>peers.csv</c>, and which of their learners is which of ours.</summary>
internal static class Peers
{
    private static readonly PeerResult[] All = [.. Rows("peers.csv").Select(static cells => new PeerResult(
        cells[0], cells[1], int.Parse(cells[2], CultureInfo.InvariantCulture), cells[3], Number(cells[5]), Number(cells[6]), Number(cells[7]), (long)Number(cells[9])))];

    // The same learner first; then its relatives.
    private static readonly Dictionary<string, string[]> Names = new(StringComparer.Ordinal)
    {
        ["adaptive-random-forest"] = ["AdaptiveRandomForest -s 10", "ARF:10"],
        ["adaptive-random-forest?features=0"] = ["AdaptiveRandomForest -s 10 -o (sqrt(M)+1)"],
        ["adaptive-random-forest?trees=60"] = ["AdaptiveRandomForest -s 60", "ARF:60"],
        ["leveraging-bagging"] = ["LeveragingBag -s 10", "LB:10"],
        ["hoeffding-tree"] = ["HoeffdingTree", "HT"],
        ["hoeffding-adaptive-tree"] = ["HoeffdingAdaptiveTree", "HAT"],
        ["naive-bayes"] = ["NaiveBayes", "NB"],
        ["linear-hinge"] = ["SGDMultiClass -r 0.01", "Perceptron", "SPegasos", "OVRSVM:0.01", "PERC", "SVM:0.01"],
        ["linear-logistic"] = ["SGDMultiClass -o LOGLOSS -r 0.01", "LR"],
        ["softmax"] = ["SGDMultiClass -o LOGLOSS -r 0.01", "SOFTMAX:0.01"],
        ["network"] = ["MLP:64 batch 32", "MLP:64 batch 1"],
        ["network?hidden=128"] = ["MLP:128 batch 32", "MLP:128 batch 1"],
    };

    /// <summary>The peers of a learner on a stream, the closest first.</summary>
    /// <remarks>covtype20k_mm is the same rows with scaled features, which our linear learners do themselves.</remarks>
    public static PeerResult[] Of(string stream, string learner) =>
        Names.TryGetValue(learner, out var names)
            ? [.. names.SelectMany(name => All.Where(peer => peer.Learner == name && (peer.Stream == stream || peer.Stream == $"{stream}_mm")))]
            : [];

    /// <summary>The lines of a file that lies beside this program's source, without the first.</summary>
    public static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(Path.Combine(Machine.Folder, file)).Skip(1).Select(static line => line.Split(','));

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
