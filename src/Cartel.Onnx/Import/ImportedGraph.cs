using Cartel.Onnx.Format;

namespace Cartel.Onnx;

/// <summary>A model with one classifier in it: what lies before that, and what behind.</summary>
internal sealed class ImportedGraph
{
    private static readonly HashSet<string> Classifiers = new(StringComparer.Ordinal) { "LinearClassifier", "TreeEnsembleClassifier", "Gemm", "MatMul" };

    // Operators that only give the output another form, divide it by its sum, as learners do, or pick the label from it.
    private static readonly HashSet<string> Shaping = new(StringComparer.Ordinal)
    {
        "Identity", "Cast", "ZipMap", "ArgMax", "ArrayFeatureExtractor", "Reshape", "Squeeze", "Flatten", "Constant", "Abs", "ReduceSum", "ReduceL1", "Div",
    };

    private readonly Dictionary<string, NodeProto> _makers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _constants = new(StringComparer.Ordinal);

    /// <exception cref="OnnxException">There is no classifier in it that can be read, or more than one.</exception>
    public ImportedGraph(ModelProto model)
    {
        Model = model;
        foreach (var weight in model.Graph.Initializer) _constants[weight.Name] = weight;
        foreach (var node in model.Graph.Node)
        {
            foreach (var output in node.Output) _makers[output] = node;
            if (node.OpType is "Constant" && node.Attribute is [{ T: { } value }]) _constants[node.Output[0]] = value;
        }

        var found = model.Graph.Node.Where(static node => Classifiers.Contains(node.OpType)).ToList();
        Classifier = found switch
        {
            [var one] => one,
            [] => throw new OnnxException($"it has no linear classifier and no trees: its operators are {Names(model.Graph.Node)}"),
            _ => throw new OnnxException($"it has {found.Count} of {Names(found)}, where one is due: a network, or a pipeline of several models, is not imported"),
        };
    }

    public ModelProto Model { get; }

    /// <summary>The node that decides.</summary>
    public NodeProto Classifier { get; }

    /// <summary>The node that makes a value; null: it is the model's input, or a constant.</summary>
    public NodeProto? MakerOf(string value) => _makers.GetValueOrDefault(value);

    /// <summary>A constant by its name; null: it is none.</summary>
    public TensorProto? ConstantOf(string name) => _constants.GetValueOrDefault(name);

    /// <summary>The names from which the label is picked by its index; none where there are no such.</summary>
    public IReadOnlyList<string> LabelNames() =>
        [.. Model.Graph.Node.Where(node => node.OpType is "ArrayFeatureExtractor" && node.Input.Count == 2).Select(node => ConstantOf(node.Input[0])?.Names()).FirstOrDefault(static names => names is not null) ?? []];

    /// <summary>Checks that nodes which are not told of change nothing but the output's form.</summary>
    /// <param name="known">Nodes whose meaning has been read.</param>
    /// <exception cref="OnnxException">One does more.</exception>
    public void RequireNothingBut(IReadOnlyCollection<NodeProto> known)
    {
        foreach (var node in Model.Graph.Node)
        {
            if (known.Contains(node) || Shaping.Contains(node.OpType)) continue;
            if (node.OpType is "Normalizer" && node.Text("norm", "MAX") is "L1") continue;

            throw new OnnxException($"it has an operator {node.OpType} that an import cannot follow: export the classifier alone, without it");
        }
    }

    /// <summary>The first node that takes a value, or what only shapes it, and is one of some operators; null: there is none.</summary>
    public NodeProto? Behind(string value, params string[] operators)
    {
        var (reached, found) = (new HashSet<string>(StringComparer.Ordinal) { value }, (NodeProto?)null);
        // Nodes stand in the order in which they are computed.
        foreach (var node in Model.Graph.Node)
        {
            if (!node.Input.Any(reached.Contains)) continue;
            if (operators.Contains(node.OpType)) found ??= node;
            foreach (var output in node.Output) reached.Add(output);
        }

        return found;
    }

    private static string Names(IEnumerable<NodeProto> nodes) => string.Join(", ", nodes.Select(static node => node.OpType).Distinct().Take(20));
}
