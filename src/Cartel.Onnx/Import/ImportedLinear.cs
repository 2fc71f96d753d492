using Cartel.Learning;
using Cartel.Onnx.Format;

namespace Cartel.Onnx;

/// <summary>Linear classifiers.</summary>
internal static class ImportedLinear
{
    /// <exception cref="OnnxException">It cannot be read, or does not fit the schema.</exception>
    public static LinearFormula Read(ImportedGraph graph, FeatureSchema schema)
    {
        var node = graph.Classifier;
        var adding = node.OpType is "MatMul" ? graph.Behind(node.Output[0], "Add") : null;
        var output = adding?.Output[0] ?? node.Output[^1];
        var after = graph.Behind(output, "Softmax", "Sigmoid");
        var scaling = ImportedScaling.Before(graph, node.Input[0], schema.EncodedLength);
        graph.RequireNothingBut([node, .. scaling.Nodes, .. new[] { adding, after }.OfType<NodeProto>()]);

        var (weights, biases) = node.OpType is "LinearClassifier"
            ? (node.Numbers("coefficients"), node.Numbers("intercepts"))
            : Dense(graph, node, adding);
        if (biases.Count == 0 || weights.Count != (long)biases.Count * schema.EncodedLength)
            throw new OnnxException($"it has {weights.Count} weights in {biases.Count} rows, and the task gives it {schema.EncodedLength} columns once encoded: {biases.Count * (long)schema.EncodedLength} are due");

        var classes = node.OpType is "LinearClassifier" ? ImportedClasses.Of(node, "classlabels_ints", schema) : ImportedClasses.Of(graph, biases.Count, schema);
        var rows = Rows(weights, biases, classes, schema.EncodedLength);
        return Formula(rows, LinkOf(node, after), scaling);
    }

    private static (IReadOnlyList<double> Weights, IReadOnlyList<double> Biases) Dense(ImportedGraph graph, NodeProto node, NodeProto? adding)
    {
        if (node.Integer("transA", 0) != 0 || node.Input.Count < 2 || graph.ConstantOf(node.Input[1]) is not { Dims.Count: 2 } matrix)
            throw new OnnxException($"its operator {node.OpType} multiplies by no matrix of constants");

        var (rows, columns) = ((int)Math.Clamp(matrix.Dims[0], 0, int.MaxValue), (int)Math.Clamp(matrix.Dims[1], 0, int.MaxValue));
        var (numbers, alpha) = (matrix.Numbers(), node.Number("alpha", 1));
        var outputs = node.Integer("transB", 0) != 0 ? rows : columns;
        var weights = new double[numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            var (row, column) = (i / columns, i % columns);
            weights[outputs == rows && node.Integer("transB", 0) != 0 ? i : (column * rows) + row] = alpha * numbers[i];
        }

        var named = adding is null ? node.Input.ElementAtOrDefault(2) : adding.Input.FirstOrDefault(input => graph.ConstantOf(input) is not null);
        var given = string.IsNullOrEmpty(named) ? [0] : graph.ConstantOf(named)?.Numbers() ?? throw new OnnxException($"its operator {node.OpType} adds no constants");
        if (given.Length != 1 && given.Length != outputs) throw new OnnxException($"it adds {given.Length} numbers to {outputs} outputs");
        return (weights, [.. Enumerable.Range(0, outputs).Select(i => node.Number("beta", 1) * given[given.Length == 1 ? 0 : i])]);
    }

    private static (int Label, double[] Weights, double Bias)[] Rows(IReadOnlyList<double> weights, IReadOnlyList<double> biases, int[] classes, int length)
    {
        if (weights.Any(static weight => !double.IsFinite(weight)) || biases.Any(static bias => !double.IsFinite(bias))) throw new OnnxException("it has a weight that is not a finite number");

        double[] Row(int row, int sign) => [.. Enumerable.Range(0, length).Select(i => sign * weights[(row * length) + i])];
        // One row for two classes speaks for the second of them.
        if (biases.Count == 1 && classes.Length == 2) return [(classes[0], Row(0, -1), -biases[0]), (classes[1], Row(0, 1), biases[0])];
        if (biases.Count != classes.Length) throw new OnnxException($"it has {biases.Count} rows of weights, and {classes.Length} classes");

        return [.. classes.Select((label, row) => (label, Row(row, 1), biases[row]))];
    }

    private static MarginLink LinkOf(NodeProto node, NodeProto? after) => (node.OpType is "LinearClassifier" ? node.Text("post_transform", "NONE") : "NONE", after?.OpType) switch
    {
        ("NONE", "Softmax") or ("SOFTMAX", null) => MarginLink.Softmax,
        ("NONE", _) or ("LOGISTIC", null) => MarginLink.Sigmoid,
        var (transform, operation) => throw new OnnxException($"what becomes of its margins cannot be followed: {transform} {operation}"),
    };

    private static LinearFormula Formula((int Label, double[] Weights, double Bias)[] rows, MarginLink link, ImportedScaling scaling)
    {
        if (link is MarginLink.Softmax && rows.Length == 2) rows = Opposite(rows);
        var ordered = rows.OrderBy(static row => row.Label).ToList();
        return new LinearFormula(
            new InputScaling([.. scaling.Offsets.Select(static offset => (float)offset)], [.. scaling.Scales.Select(static scale => (float)scale)], float.PositiveInfinity),
            [.. ordered.Select(static row => row.Label)],
            [.. ordered.SelectMany(static row => row.Weights).Select(static weight => (float)weight)],
            [.. ordered.Select(static row => (float)row.Bias)],
            link);
    }

    // A softmax of two looks at the difference of their margins only: half of it and its opposite say the same.
    private static (int Label, double[] Weights, double Bias)[] Opposite((int Label, double[] Weights, double Bias)[] rows)
    {
        var (half, bias) = (rows[1].Weights.Select((weight, i) => (weight - rows[0].Weights[i]) / 2).ToArray(), (rows[1].Bias - rows[0].Bias) / 2);
        return [(rows[0].Label, [.. half.Select(static weight => -weight)], -bias), (rows[1].Label, half, bias)];
    }
}
