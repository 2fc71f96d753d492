using Cartel.Learning;
using static Cartel.Onnx.Format.TensorProto.Types;

namespace Cartel.Onnx;

/// <summary>Linear models and networks: scaled features, margins, scores.</summary>
/// <remarks>The scaling is in floats, as learners do it; sums are taken in doubles, so that what differs from a learner's
/// scores is the learner's own rounding.</remarks>
internal static class MarginGraph
{
    // Where learners stop: margins further below say the same.
    private const double Lowest = -80;

    public static Verdict Add(GraphBuilder graph, LinearFormula formula, FeatureSchema schema, string encoded)
    {
        var margins = Affine(graph, Scaled(graph, formula.Scaling, encoded), Transposed(formula.Weights, formula.Classes.Length), formula.Biases);
        return Verdict(graph, margins, formula.Link, formula.Classes, schema);
    }

    public static Verdict Add(GraphBuilder graph, NetworkFormula formula, FeatureSchema schema, string encoded)
    {
        var hidden = graph.Add("Relu", Affine(graph, Scaled(graph, formula.Scaling, encoded), formula.Inner, formula.InnerBiases));
        var margins = Affine(graph, hidden, Transposed(formula.Outer, formula.Classes.Length), formula.OuterBiases);
        return Verdict(graph, margins, MarginLink.Softmax, formula.Classes, schema);
    }

    private static string Scaled(GraphBuilder graph, InputScaling scaling, string encoded)
    {
        var length = scaling.Means.Length;
        // Two finite floats may differ by infinity, and infinity times a scale of 0 is NaN.
        var gaps = graph.Clip(graph.Add("Sub", encoded, graph.Constant(scaling.Means, length)), -float.MaxValue, float.MaxValue);
        return graph.Cast(graph.Clip(graph.Add("Mul", gaps, graph.Constant(scaling.Scales, length)), -scaling.Limit, scaling.Limit), DataType.Double);
    }

    private static string Affine(GraphBuilder graph, string input, float[] weights, float[] biases)
    {
        var length = biases.Length;
        var product = graph.Add("MatMul", input, graph.Constant([.. weights.Select(static weight => (double)weight)], weights.Length / length, length));
        return graph.Add("Add", product, graph.Constant([.. biases.Select(static bias => (double)bias)], length));
    }

    private static Verdict Verdict(GraphBuilder graph, string margins, MarginLink link, int[] known, FeatureSchema schema)
    {
        var scores = link is MarginLink.Softmax ? graph.Add("Softmax", [GraphBuilder.Attribute("axis", 1)], margins) : Shares(graph, margins);
        return new Verdict(FormulaGraph.LabelOf(graph, margins, known), FormulaGraph.OfAllClasses(graph, scores, known, schema.Classes.Count));
    }

    // σ(m) = 1 / (1 + e⁻ᵐ), spelt out: ONNX Runtime's own Sigmoid cuts off at ±18.
    private static string Shares(GraphBuilder graph, string margins)
    {
        var bounded = graph.Add("Max", margins, graph.Constant([Lowest]));
        var weights = graph.Add("Reciprocal", graph.Add("Add", graph.Add("Exp", graph.Add("Neg", bounded)), graph.Constant([1.0])));
        return graph.Add("Div", weights, graph.Sum(weights, axis: 1, keep: true));
    }

    private static float[] Transposed(float[] matrix, int rows)
    {
        var (columns, transposed) = (matrix.Length / rows, new float[matrix.Length]);
        for (var i = 0; i < matrix.Length; i++) transposed[(i % columns * rows) + (i / columns)] = matrix[i];
        return transposed;
    }
}
