using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Benchmarks;

/// <summary>Learners on the streams of the published comparison, beside the peers' figures.</summary>
/// <param name="runs">How often each is run; the median counts.</param>
/// <param name="mostRows">At most so many rows of a stream.</param>
internal sealed class StreamComparison(int runs, int mostRows)
{
    // Settings that a peer was run with; they cost minutes, so only where one was.
    private static readonly string[] Variants = ["adaptive-random-forest?trees=60", "adaptive-random-forest?features=0", "network?hidden=128"];

    private readonly List<string> _missed = [];

    /// <summary>By name; the last two are generated here, by the same generators but not bit for bit.</summary>
    public static IReadOnlyList<string> Streams { get; } =
        ["elec", "weather", "covtype20k", "agrawal100k", "led100k", "rbf100k", "hyper100k", "sea100k", "mnist", "agrawal1m", "sea1m"];

    /// <summary>All but short names, and the variants.</summary>
    public static IReadOnlyList<string> Learners { get; } = [.. OnlineLearner.Kinds.Where(static kind => kind != "linear"), .. Variants];

    public void Print(IReadOnlyList<string> streams, IReadOnlyList<string> learners)
    {
        Check(streams, learners);
        Console.WriteLine("| stream (rows) | learner | accuracy | kappa | samples/s | bytes | MOA | accuracy | samples/s | bytes | River | accuracy | samples/s | bytes | command |");
        Console.WriteLine("|---|---|--:|--:|--:|--:|---|--:|--:|--:|---|--:|--:|--:|---|");
        foreach (var stream in streams)
        {
            var data = Open(stream);
            foreach (var learner in learners)
            {
                foreach (var rows in RowCounts(stream, learner, data.Count)) Compare(data, stream, learner, rows);
            }
        }

        Console.WriteLine(_missed.Count == 0 ? "\nNo target is missed.\n" : $"\nTargets missed: {_missed.Count}\n");
        foreach (var line in _missed) Console.WriteLine($"* {line}");
    }

    private void Compare(IDataSet data, string stream, string learner, int rows)
    {
        Console.Error.WriteLine($"{stream} {learner} {rows:N0} …");
        var run = StreamRun.Median(data, learner, rows, runs);
        var peers = Peers.Of(stream, learner).Where(peer => peer.Rows == rows).ToArray();
        _missed.AddRange(Targets.Missed(stream, data.Schema.Features.Count, learner, run, peers));
        PeerResult[] moa = [.. peers.Where(static peer => peer.Peer == "MOA")], others = [.. peers.Where(static peer => peer.Peer != "MOA")];
        var count = rows == data.Count ? "" : $" {rows}";
        var command = $"`./cartel bench streams {stream} {(learner.Contains('?', StringComparison.Ordinal) ? $"'{learner}'" : learner)} {runs}{count}`";
        for (var i = 0; i < Math.Max(1, Math.Max(moa.Length, others.Length)); i++)
        {
            var ours = i > 0
                ? "| | | | | | "
                : $"| {stream} ({rows:N0}) | {learner} | {run.Accuracy:0.0000} | {run.Kappa:0.0000} | {run.SamplesPerSecond:N0} | {run.ModelBytes:N0} ";
            Console.WriteLine($"{ours}{Beside(run, stream, moa.ElementAtOrDefault(i))}{Beside(run, stream, others.ElementAtOrDefault(i))}| {(i > 0 ? "" : command)} |");
        }
    }

    // In brackets: our points above the peer's, how many times as fast we are, and how many times as large its model is.
    private static string Beside(StreamRun run, string stream, PeerResult? peer) => peer is null
        ? "| | | | "
        : $"| {(peer.Peer is "MOA" or "River" ? "" : peer.Peer + " ")}{peer.Learner}{(peer.Stream == stream ? "" : ", scaled")} "
            + $"| {peer.Accuracy:0.0000} ({(run.Accuracy - peer.Accuracy) * 100:+0.0;−0.0;0.0}) | {peer.SamplesPerSecond:N0} (×{Times(run.SamplesPerSecond / peer.SamplesPerSecond)}) "
            + $"| {peer.ModelBytes:N0} (÷{Times(peer.ModelBytes / (double)Math.Max(1, run.ModelBytes))}) ";

    private static string Times(double ratio) => ratio.ToString(ratio < 10 ? "0.0" : "N0");

    // A peer that was run on the first rows alone is compared on those.
    private int[] RowCounts(string stream, string learner, int all)
    {
        if (mostRows < all) return [mostRows];

        int[] counts = [.. Peers.Of(stream, learner).Select(peer => Math.Min(peer.Rows, all)).Distinct().OrderDescending()];
        return counts.Length > 0 ? counts : Variants.Contains(learner) ? [] : [all];
    }

    private static void Check(IReadOnlyList<string> streams, IReadOnlyList<string> learners)
    {
        var smallest = new FeatureSchema([Feature.Numeric("x")], ["no", "yes"]);
        foreach (var learner in learners) OnlineLearner.Create(learner, smallest);
        if (streams.FirstOrDefault(static name => !Streams.Contains(name)) is { } unknown)
            throw new ArgumentException($"there is no stream “{unknown}”; there are {string.Join(", ", Streams)}");
    }

    private static IDataSet Open(string stream)
    {
        var spec = stream switch
        {
            "mnist" => "mnist:mnist",
            "agrawal1m" => "agrawal?count=1000000&changes=250000:2,500000:3,750000:4&perturbation=0.05",
            "sea1m" => "sea?count=1000000&changes=250000:2,500000:3,750000:4&noise=0.1",
            _ => $"csv:streams/{stream}.csv.gz?label=class&nominal=c*",
        };
        var generated = spec.Contains("count=", StringComparison.Ordinal);
        return DataSets.Open(spec, generated ? null : Machine.DataFolder, strict: true);
    }
}
