using Cartel.Learning;
using static Cartel.Onnx.Format.TensorProto.Types;

namespace Cartel.Onnx;

/// <summary>What leaves say that predict by naive Bayes, and the others beside them.</summary>
/// <remarks>A <c>Scan</c> goes from tree to tree: it takes rows × classes × watched features in memory, however many trees there are.</remarks>
internal static class LeafDensityGraph
{
    // Two such tables stay below the 2 GB that a protobuf message may have.
    private const long MostNumbers = 200_000_000;

    /// <summary>Adds it.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="leaves">Of all trees.</param>
    /// <param name="classes">How many the task has.</param>
    /// <param name="reached">Int64, trees × rows: the leaf that a row reaches.</param>
    /// <param name="votes">Double, leaves × classes: shares of those that have no densities, or whose densities are all 0.</param>
    /// <param name="encoded">Float, rows × encoded features.</param>
    /// <returns>Double, trees × rows × classes.</returns>
    public static string Add(GraphBuilder graph, IReadOnlyList<FormulaLeaf> leaves, int classes, string reached, string votes, string encoded)
    {
        var tables = new DensityTables(leaves, classes);
        if (tables.Numbers > MostNumbers) throw new OnnxException($"the statistics of the trees' leaves are {tables.Numbers} numbers, and ONNX allows 2 GB: keep the trees smaller with the setting “memory”");

        var body = graph.Body("leaves_of_a_tree");
        var leaf = body.Take("leaf", DataType.Int64, "rows");
        var densities = body.Gather(body.Constant(tables.Slots, leaves.Count, classes), leaf);
        var gaps = Gaps(body, tables, leaf, densities, encoded);
        var weighed = body.Add("Mul", body.Add("Mul", gaps, gaps), body.Gather(body.Constant(tables.Precisions, tables.Count, tables.Width), densities));
        var squares = body.Sum(body.Cast(weighed, DataType.Double), axis: 2);
        var logs = body.Add("Sub", body.Gather(body.Constant(tables.Constants, tables.Count), densities), squares);

        // ReduceMax says so in one node, but takes its axes elsewhere from opset 18 on.
        var greatest = body.Add("GatherElements", [GraphBuilder.Attribute("axis", 1)], logs, body.Unsqueeze(body.ArgMax(logs, axis: 1), 1));
        var some = body.Add("Greater", greatest, body.Constant([double.MinValue]));
        var powers = body.Add("Exp", body.Add("Sub", logs, greatest));
        var shares = body.Add("Div", powers, body.Sum(powers, axis: 1, keep: true));
        body.Yield(body.Add("Where", some, shares, body.Gather(votes, leaf)), "shares", DataType.Double, "rows", $"{classes}");
        return graph.Add("Scan", [GraphBuilder.Attribute("num_scan_inputs", 1), GraphBuilder.Attribute("body", body.Graph)], reached);
    }

    // Rows × classes × watched features.
    private static string Gaps(GraphBuilder body, DensityTables tables, string leaf, string densities, string encoded)
    {
        var features = tables.SameFeatures is { } same
            ? body.Gather(encoded, body.Constant(same, same.Length), axis: 1)
            : body.Add("GatherElements", [GraphBuilder.Attribute("axis", 1)], encoded, body.Gather(body.Constant(tables.Features, tables.Features.Length / tables.Width, tables.Width), leaf));
        var gaps = body.Add("Sub", body.Unsqueeze(features, 1), body.Gather(body.Constant(tables.Means, tables.Count, tables.Width), densities));
        return body.Clip(gaps, -FormulaLeaf.WidestGap, FormulaLeaf.WidestGap);
    }
}
