namespace Cartel.Learning;

/// <summary>Writes a tree of a formula, whose splits are on encoded features, in the form of trees that travel, whose splits are on columns.</summary>
/// <param name="shape">The schema.</param>
/// <param name="tree">The tree.</param>
/// <param name="writer">Where it goes.</param>
/// <param name="countsOf">The weight of each class in a leaf.</param>
internal sealed class AdoptedTreeWriter(TreeShape shape, FormulaTree tree, BinaryWriter writer, Func<int, float[]> countsOf)
{
    private readonly (int Column, int Category)[] _columns = ColumnsOf(shape);

    public void Write() => Write(tree.Root, 0);

    private void Write(FormulaNode node, int depth)
    {
        if (depth > HoeffdingTreeSettings.DeepestAllowed) throw new ModelFormatException($"the tree is deeper than {HoeffdingTreeSettings.DeepestAllowed} splits");
        if (node.IsLeaf)
        {
            TreeForm.WriteLeaf(writer, countsOf(node.Index));
            return;
        }

        var split = tree.Splits[node.Index];
        if (!float.IsFinite(split.Threshold)) throw new ModelFormatException($"the tree splits at {split.Threshold}");

        var (column, category) = _columns[split.Feature];
        switch (category)
        {
            case < 0:
                TreeForm.WriteSplit(writer, SplitTest.AtMost, column, split.Threshold);
                Write(split.AtMost, depth + 1);
                Write(split.Above, depth + 1);
                break;
            // A category is there, 1, or not, 0: a threshold beyond both sends all samples the same way.
            case >= 0 when split.Threshold < 0: Write(split.Above, depth + 1); break;
            case >= 0 when split.Threshold >= 1: Write(split.AtMost, depth + 1); break;
            default:
                TreeForm.WriteSplit(writer, SplitTest.Equal, column, category);
                Write(split.Above, depth + 1);
                Write(split.AtMost, depth + 1);
                break;
        }
    }

    // Of each encoded feature its column, and the category that it stands for; −1: it is a number.
    private static (int Column, int Category)[] ColumnsOf(TreeShape shape)
    {
        var columns = new (int, int)[shape.EncodedLength];
        for (var i = 0; i < shape.Numerics; i++) columns[shape.NumericAt[i]] = (i, -1);
        for (var i = 0; i < shape.Nominals; i++)
        {
            for (var category = 0; category < shape.Categories[i]; category++) columns[shape.NominalAt[i] + category] = (shape.Numerics + i, category);
        }

        return columns;
    }
}
