using Cartel.Learning;
using static Cartel.Onnx.Format.TensorProto.Types;

namespace Cartel.Onnx;

/// <summary>Trees that vote: which leaf a row reaches in each, what those say, and the count.</summary>
/// <remarks>One <c>TreeEnsembleRegressor</c> finds the leaves: each tree has a target of its own, to which it gives its leaf's
/// index in tables of what leaves say. Values have the axes trees × rows × classes.</remarks>
internal static class TreesGraph
{
    // Far below any share of a vote, and one over it is finite.
    private const double Nothing = 1e-300;

    public static Verdict Add(GraphBuilder graph, TreesFormula formula, FeatureSchema schema, string encoded)
    {
        var (count, classes) = (formula.Leaves.Count, schema.Classes.Count);
        var leaves = LeavesReached(graph, formula, encoded);
        var weights = graph.Unsqueeze(graph.Gather(graph.Constant([.. formula.Leaves.Select(static leaf => leaf.Weight)], count), leaves), 2);
        var votes = graph.Constant(Shares(formula.Leaves, classes), count, classes);
        var shares = formula.Leaves.Any(static leaf => leaf.Densities.Count > 0)
            ? LeafDensityGraph.Add(graph, formula.Leaves, classes, leaves, votes, encoded)
            : graph.Gather(votes, leaves);

        var counted = formula.AllKnowAll ? graph.Add("Mul", shares, weights) : Heard(graph, formula.Trees, classes, shares, weights);
        return Verdict(graph, graph.Sum(counted, axis: 0));
    }

    // Int64, trees × rows.
    private static string LeavesReached(GraphBuilder graph, TreesFormula formula, string encoded)
    {
        // The leaves' indices are floats there.
        if (formula.Leaves.Count >= 1 << 24) throw new OnnxException($"{formula.Leaves.Count} leaves are more than ONNX' trees can tell apart");

        var reached = graph.AddClassical("TreeEnsembleRegressor", new TreeTable(formula.Trees).Attributes(), encoded);
        graph.Describe(reached, DataType.Float, "rows", $"{formula.Trees.Count}");
        return graph.Cast(graph.Add("Transpose", [GraphBuilder.Attribute("perm", (long[])[1, 0])], reached), DataType.Int64);
    }

    private static double[] Shares(IReadOnlyList<FormulaLeaf> leaves, int classes)
    {
        var shares = new double[leaves.Count * classes];
        for (var i = 0; i < leaves.Count; i++)
        {
            var (votes, sum) = (leaves[i].Votes, 0.0);
            foreach (var vote in votes) sum += vote;
            for (var k = 0; k < classes && sum > 0; k++) shares[(i * classes) + k] = votes[k] / sum;
        }

        return shares;
    }

    // As TreesFormula tells it: who does not know a class leaves it to those that do.
    private static string Heard(GraphBuilder graph, IReadOnlyList<FormulaTree> trees, int classes, string shares, string weights)
    {
        var knows = graph.Constant([.. trees.SelectMany(static tree => tree.Knows.Select(static knows => knows ? 1.0 : 0))], trees.Count, 1, classes);
        var lacks = graph.Constant([.. trees.SelectMany(static tree => tree.Knows.Select(static knows => knows ? 0.0 : 1))], trees.Count, 1, classes);
        var least = graph.Constant([Nothing]);

        var weighing = graph.Add("Mul", weights, knows);
        var byOthers = graph.Add("Div", graph.Sum(graph.Add("Mul", weighing, shares), 0, keep: true), graph.Add("Max", graph.Sum(weighing, 0, keep: true), least));
        var left = graph.Add("Mul", byOthers, lacks);
        var own = graph.Add("Mul", shares, knows);
        var kept = graph.Add("Sub", graph.Constant([1.0]), graph.Add("Min", graph.Sum(left, 2, keep: true), graph.Constant([1.0])));
        var scale = graph.Add("Div", kept, graph.Add("Max", graph.Sum(own, 2, keep: true), least));
        return graph.Add("Mul", weights, graph.Add("Add", graph.Add("Mul", own, scale), left));
    }

    private static Verdict Verdict(GraphBuilder graph, string votes)
    {
        var sum = graph.Sum(votes, axis: 1, keep: true);
        var scores = graph.Add("Div", votes, graph.Add("Max", sum, graph.Constant([Nothing])));
        var any = graph.Add("Greater", graph.Add("Squeeze", sum, graph.Constant([1L], 1)), graph.Constant([0.0]));
        return new Verdict(graph.Add("Where", any, graph.ArgMax(votes, axis: 1), graph.Constant([(long)Sample.Unlabelled])), scores);
    }
}
