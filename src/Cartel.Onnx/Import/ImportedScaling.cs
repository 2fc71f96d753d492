using Cartel.Onnx.Format;

namespace Cartel.Onnx;

/// <summary>What becomes of each of a row's numbers x on its way to a classifier: (x − offset) · scale.</summary>
internal sealed class ImportedScaling
{
    private readonly ImportedGraph _graph;
    private readonly List<NodeProto> _nodes = [];

    private ImportedScaling(ImportedGraph graph, int length)
    {
        _graph = graph;
        Offsets = new double[length];
        Scales = new double[length];
        Array.Fill(Scales, 1);
    }

    public double[] Offsets { get; }

    public double[] Scales { get; }

    /// <summary>The nodes on the way.</summary>
    public IReadOnlyList<NodeProto> Nodes => _nodes;

    /// <summary>Whether there is any.</summary>
    public bool IsNone => !Offsets.AsSpan().ContainsAnyExcept(0) && !Scales.AsSpan().ContainsAnyExcept(1);

    /// <summary>Follows a value back to the model's input.</summary>
    /// <exception cref="OnnxException">Something else than a scaling by constants lies between.</exception>
    public static ImportedScaling Before(ImportedGraph graph, string value, int length)
    {
        var scaling = new ImportedScaling(graph, length);
        while (graph.MakerOf(value) is { } node)
        {
            // A damaged model may be a circle.
            if (node.Input.Count == 0 || scaling._nodes.Contains(node)) throw new OnnxException($"its classifier's input comes from {node.OpType}, and not from the model's input");

            scaling._nodes.Insert(0, node);
            value = node.Input[0];
        }

        if (graph.Model.Graph.Input.All(input => input.Name != value)) throw new OnnxException($"its classifier takes “{value}”, which is not the model's input");
        foreach (var node in scaling._nodes) scaling.Apply(node);
        return scaling;
    }

    private void Apply(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Identity" or "Cast": break;
            case "Scaler":
                Shift(Spread(node.Numbers("offset"), 0, node), -1);
                Stretch(Spread(node.Numbers("scale"), 1, node), 1);
                break;
            case "Sub": Shift(Constant(node), -1); break;
            case "Add": Shift(Constant(node), 1); break;
            case "Mul": Stretch(Constant(node), 1); break;
            case "Div": Stretch(Constant(node), -1); break;
            default: throw new OnnxException($"an operator {node.OpType} stands before its classifier: scalings by constants can be imported, and nothing else; have the task's columns hold what it makes");
        }

        if (Scales.Any(static scale => scale == 0 || !double.IsFinite(scale)) || Offsets.Any(static offset => !double.IsFinite(offset)))
            throw new OnnxException($"its operator {node.OpType} scales a column by 0 or by no finite number");
    }

    private void Shift(double[] by, int sign)
    {
        for (var i = 0; i < by.Length; i++) Offsets[i] -= sign * by[i] / Scales[i];
    }

    private void Stretch(double[] by, int power)
    {
        for (var i = 0; i < by.Length; i++) Scales[i] = power > 0 ? Scales[i] * by[i] : Scales[i] / by[i];
    }

    private double[] Constant(NodeProto node) => node.Input.Count == 2 && _graph.ConstantOf(node.Input[1]) is { } constant
        ? Spread(constant.Numbers(), 0, node)
        : throw new OnnxException($"an operator {node.OpType} before its classifier takes no constant as its second input");

    private double[] Spread(IReadOnlyList<double> numbers, double otherwise, NodeProto node) => numbers.Count switch
    {
        0 => [.. Enumerable.Repeat(otherwise, Scales.Length)],
        1 => [.. Enumerable.Repeat(numbers[0], Scales.Length)],
        var count when count == Scales.Length => [.. numbers],
        var count => throw new OnnxException($"its operator {node.OpType} has {count} numbers, and the task gives it {Scales.Length} columns once encoded"),
    };
}
