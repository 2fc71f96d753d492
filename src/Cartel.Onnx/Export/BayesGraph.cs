using Cartel.Learning;
using static Cartel.Onnx.Format.TensorProto.Types;

namespace Cartel.Onnx;

/// <summary>Naive Bayes: the density of each known class, and their softmax.</summary>
internal static class BayesGraph
{
    public static Verdict Add(GraphBuilder graph, BayesFormula formula, FeatureSchema schema, string encoded)
    {
        var known = formula.Classes.Length;
        var logs = graph.Constant([.. formula.Constants.Select(static constant => (double)constant)], known);
        if (formula.Numbers.Length > 0) logs = graph.Add("Sub", logs, HalfSquares(graph, formula, encoded));
        if (formula.Categories.Length > 0) logs = graph.Add("Add", logs, CategoryLogs(graph, formula, encoded));
        // Nothing but nominal columns without a category: nothing of the row is left to be as long as it.
        if (formula.Numbers.Length + formula.Categories.Length == 0) throw new OnnxException("the task has no column that says anything");

        var scores = graph.Add("Softmax", [GraphBuilder.Attribute("axis", 1)], logs);
        return new Verdict(FormulaGraph.LabelOf(graph, logs, formula.Classes), FormulaGraph.OfAllClasses(graph, scores, formula.Classes, schema.Classes.Count));
    }

    // Rows × classes × numbers, in floats as the learner has them; their sum in doubles.
    private static string HalfSquares(GraphBuilder graph, BayesFormula formula, string encoded)
    {
        var (known, count) = (formula.Classes.Length, formula.Numbers.Length);
        var numbers = graph.Unsqueeze(Picked(graph, encoded, formula.Numbers), 1);
        var gaps = graph.Add("Abs", graph.Add("Sub", graph.Clip(numbers, -BayesFormula.Largest, BayesFormula.Largest), graph.Constant(formula.Centres, known, count)));
        var deviations = graph.Add("Min", graph.Add("Mul", gaps, graph.Constant(formula.Scales, known, count)), graph.Constant([formula.MostDeviations]));
        var squares = graph.Sum(graph.Cast(graph.Add("Mul", deviations, deviations), DataType.Double), axis: 2);
        return graph.Add("Mul", squares, graph.Constant([0.5]));
    }

    private static string CategoryLogs(GraphBuilder graph, BayesFormula formula, string encoded)
    {
        var (known, count) = (formula.Classes.Length, formula.Categories.Length);
        var logs = new double[count * known];
        for (var i = 0; i < logs.Length; i++) logs[i] = formula.CategoryLogs[(i % known * count) + (i / known)];
        return graph.Add("MatMul", graph.Cast(Picked(graph, encoded, formula.Categories), DataType.Double), graph.Constant(logs, count, known));
    }

    private static string Picked(GraphBuilder graph, string encoded, int[] features) =>
        graph.Gather(encoded, graph.Constant([.. features.Select(static feature => (long)feature)], features.Length), axis: 1);
}
