using Cartel.Learning;

namespace Cartel.Onnx;

/// <summary>What a formula's graph ends in.</summary>
/// <param name="Label">Int64, one per row; −1 where no class is known.</param>
/// <param name="Scores">Double, rows × classes.</param>
internal readonly record struct Verdict(string Label, string Scores);

/// <summary>From encoded features to a label and scores, by any formula.</summary>
internal static class FormulaGraph
{
    /// <summary>Adds it.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="formula">How a learner decides.</param>
    /// <param name="schema">The task's columns and classes.</param>
    /// <param name="encoded">Float, rows × encoded features.</param>
    public static Verdict Add(GraphBuilder graph, DecisionFormula formula, FeatureSchema schema, string encoded) => formula switch
    {
        ConstantFormula constant => Add(graph, constant, encoded),
        LinearFormula linear => MarginGraph.Add(graph, linear, schema, encoded),
        NetworkFormula network => MarginGraph.Add(graph, network, schema, encoded),
        BayesFormula bayes => BayesGraph.Add(graph, bayes, schema, encoded),
        TreesFormula trees => TreesGraph.Add(graph, trees, schema, encoded),
        _ => throw new OnnxException($"there is no way to write a {formula.GetType().Name} as ONNX"),
    };

    /// <summary>One score for each of the task's classes from one for each known class: the others have 0.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="scores">Double, rows × known classes.</param>
    /// <param name="known">Which classes they are, ascending.</param>
    /// <param name="classes">How many the task has.</param>
    public static string OfAllClasses(GraphBuilder graph, string scores, int[] known, int classes)
    {
        if (known.Length == classes) return scores;

        var padded = graph.Add("Pad", scores, graph.Constant([0L, 0, 0, 1], 4), graph.Constant([0.0]));
        long[] places = [.. Enumerable.Range(0, classes).Select(label => Array.IndexOf(known, label) is >= 0 and var place ? place : known.Length)];
        return graph.Gather(padded, graph.Constant(places, classes), axis: 1);
    }

    /// <summary>The class of the greatest value, the first of equals.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="values">Double, rows × known classes.</param>
    /// <param name="known">Which classes they are, ascending.</param>
    public static string LabelOf(GraphBuilder graph, string values, int[] known) =>
        graph.Gather(graph.Constant([.. known.Select(static label => (long)label)], known.Length), graph.ArgMax(values, axis: 1));

    private static Verdict Add(GraphBuilder graph, ConstantFormula formula, string encoded)
    {
        var rows = graph.Gather(graph.Add("Shape", encoded), graph.Constant([0L], 1));
        var shape = graph.Add("Concat", [GraphBuilder.Attribute("axis", 0)], rows, graph.Constant([(long)formula.Scores.Length], 1));
        double[] scores = [.. formula.Scores];
        return new Verdict(
            graph.Add("Expand", graph.Constant([(long)formula.Label], 1), rows),
            graph.Add("Expand", graph.Constant(scores, 1, scores.Length), shape));
    }
}
