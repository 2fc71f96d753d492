using Cartel.Learning;
using Cartel.Onnx.Format;

namespace Cartel.Onnx;

/// <summary>Tree ensembles that vote.</summary>
internal static class ImportedTrees
{
    // Of trees that vote each leaf has one vote to share out; of boosted trees each adds what it likes.
    private const double Tolerance = 1e-3;

    /// <exception cref="OnnxException">It cannot be read, or does not fit the schema.</exception>
    public static TreesFormula Read(ImportedGraph graph, FeatureSchema schema)
    {
        var node = graph.Classifier;
        var scaling = ImportedScaling.Before(graph, node.Input[0], schema.EncodedLength);
        graph.RequireNothingBut([node, .. scaling.Nodes]);
        if (!scaling.IsNone) throw new OnnxException("a scaling stands before its trees, which need none: train them on the columns as they are");
        if (node.Text("post_transform", "NONE") is not "NONE" and var transform) throw new OnnxException($"its trees add up margins ({transform}), as boosted ones do: trees that vote can be imported, such as those of a random forest");
        if (node.Numbers("base_values").Any(static value => value != 0)) throw new OnnxException("its trees add to base values, as boosted ones do: trees that vote can be imported, such as those of a random forest");

        var table = new ImportedTreeTable(node, schema.EncodedLength);
        var votes = Votes(node, table, ImportedClasses.Of(node, "classlabels_int64s", schema), schema.Classes.Count);
        var (leaves, knows) = (new List<FormulaLeaf>(), schema.Classes.Select((_, k) => votes.Values.Any(of => of[k] > 0)).ToArray());
        var formula = new TreesFormula([.. table.Trees.Select(tree => table.Tree(tree, leaves, votes, knows))], leaves);
        table.RequireNoOther();
        return formula;
    }

    // Of each leaf, by its place in the table, one number a class of the task.
    private static Dictionary<int, float[]> Votes(NodeProto node, ImportedTreeTable table, int[] classes, int count)
    {
        var (trees, nodes, ids, weights) = (node.Integers("class_treeids"), node.Integers("class_nodeids"), node.Integers("class_ids"), node.Numbers("class_weights"));
        if (nodes.Count != trees.Count || ids.Count != trees.Count || weights.Count != trees.Count) throw new OnnxException("the lists of its leaves' votes differ in length: it is damaged");

        // Of two classes skl2onnx writes the share of the second alone.
        var onesided = classes.Length == 2 && ids.Distinct().Count() == 1;
        var votes = new Dictionary<int, double[]>();
        for (var i = 0; i < trees.Count; i++)
        {
            if (ids[i] < 0 || ids[i] >= classes.Length) throw new OnnxException($"a leaf votes for class {ids[i]} of {classes.Length}: it is damaged");
            if (!double.IsFinite(weights[i]) || weights[i] < 0) throw new OnnxException($"a leaf has a vote of {weights[i]}: trees that vote can be imported, boosted ones cannot");

            var at = table.LeafAt(trees[i], nodes[i]);
            if (!votes.TryGetValue(at, out var of)) votes.Add(at, of = new double[count]);
            of[classes[onesided ? 1 : ids[i]]] += weights[i];
        }

        if (onesided) AddOtherSide(votes.Values, classes[0], classes[1], 1.0 / table.Trees.Count);

        if (votes.Count == 0) throw new OnnxException("none of its leaves votes");
        var most = votes.Values.Max(Enumerable.Sum);
        var least = votes.Count == table.LeafCount ? votes.Values.Min(Enumerable.Sum) : 0;
        if (least < most * (1 - Tolerance))
            throw new OnnxException($"its leaves have from {least:0.###} to {most:0.###} votes, and not all the same: trees that vote can be imported, such as those of a random forest; boosted ones cannot");

        return votes.ToDictionary(static leaf => leaf.Key, leaf => leaf.Value.Select(vote => (float)(vote / most)).ToArray());
    }

    // Each tree has as large a share of the vote as any other.
    private static void AddOtherSide(IEnumerable<double[]> votes, int first, int second, double share)
    {
        foreach (var of in votes)
        {
            if (of[second] > share * (1 + Tolerance)) throw new OnnxException($"a leaf has a vote of {of[second]}, and a tree's share is {share:0.####}: trees that vote can be imported, boosted ones cannot");
            of[first] = Math.Max(0, share - of[second]);
        }
    }
}
