using Cartel.Learning;
using Cartel.Onnx.Format;
using Google.Protobuf;
using static Cartel.Onnx.Format.TensorProto.Types;

namespace Cartel.Onnx.Tests;

/// <summary>Classifiers small enough to work out by hand: of two columns and three classes.</summary>
internal static class SmallModels
{
    public static readonly FeatureSchema Schema = new([Feature.Unit("x"), Feature.Unit("y")], ["low", "middle", "high"]);

    /// <summary>Margins x, y and 1, as scikit-learn's are written.</summary>
    public static ModelProto Linear(Action<List<AttributeProto>>? change = null) => Model("LinearClassifier", Changed(change,
        GraphBuilder.Attribute("coefficients", [1f, 0, 0, 1, 0, 0]),
        GraphBuilder.Attribute("intercepts", [0f, 0, 1]),
        Texts("classlabels_strings", "low", "middle", "high"),
        GraphBuilder.Attribute("post_transform", "SOFTMAX")));

    /// <summary>One tree: x at most ½ is low; beyond, y at most ½ is middle, else half middle and half high.</summary>
    public static ModelProto Tree(Action<List<AttributeProto>>? change = null) => Model("TreeEnsembleClassifier", Changed(change,
        GraphBuilder.Attribute("nodes_treeids", [0L, 0, 0, 0, 0]),
        GraphBuilder.Attribute("nodes_nodeids", [0L, 1, 2, 3, 4]),
        GraphBuilder.Attribute("nodes_featureids", [0L, 0, 1, 0, 0]),
        GraphBuilder.Attribute("nodes_values", [0.5f, 0, 0.5f, 0, 0]),
        Texts("nodes_modes", "BRANCH_LEQ", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF"),
        GraphBuilder.Attribute("nodes_truenodeids", [1L, 0, 3, 0, 0]),
        GraphBuilder.Attribute("nodes_falsenodeids", [2L, 0, 4, 0, 0]),
        GraphBuilder.Attribute("class_treeids", [0L, 0, 0, 0]),
        GraphBuilder.Attribute("class_nodeids", [1L, 3, 4, 4]),
        GraphBuilder.Attribute("class_ids", [0L, 1, 1, 2]),
        GraphBuilder.Attribute("class_weights", [1f, 1, 0.5f, 0.5f]),
        Texts("classlabels_strings", "low", "middle", "high"),
        GraphBuilder.Attribute("post_transform", "NONE")));

    /// <summary>A linear layer as PyTorch writes it.</summary>
    public static ModelProto Layer(string op, float[] weights, float[] biases, bool transposed, string? after, Action<ModelProto>? change = null)
    {
        var graph = new GraphBuilder { Graph = { Name = "layer" } };
        var (row, outputs) = (graph.Take("row", DataType.Float, "rows", "2"), biases.Length);
        var matrix = transposed ? graph.Constant(weights, outputs, 2) : graph.Constant(weights, 2, outputs);
        var margins = op == "Gemm"
            ? graph.Add("Gemm", transposed ? [GraphBuilder.Attribute("transB", 1)] : [], row, matrix, graph.Constant(biases, outputs))
            : graph.Add("Add", graph.Add("MatMul", row, matrix), graph.Constant(biases, outputs));
        graph.Yield(after is null ? margins : graph.Add(after, margins), "scores", DataType.Float, "rows", $"{outputs}");
        return Changed(Whole(graph), change);
    }

    public static AttributeProto Texts(string name, params string[] texts) => GraphBuilder.Attribute(name, texts.Select(ByteString.CopyFromUtf8));

    /// <summary>Puts an attribute in the place of one of the same name.</summary>
    public static void Set(this List<AttributeProto> attributes, AttributeProto attribute)
    {
        attributes.RemoveAll(other => other.Name == attribute.Name);
        attributes.Add(attribute);
    }

    public static DecisionFormula Import(this ModelProto model) => OnnxImport.From(model.ToByteArray(), Schema);

    private static ModelProto Model(string op, AttributeProto[] attributes)
    {
        var graph = new GraphBuilder { Graph = { Name = "small" } };
        var row = graph.Take("row", DataType.Float, "rows", "2");
        graph.Yield(graph.AddClassical(op, attributes, row), "label", DataType.String, "rows");
        return Whole(graph);
    }

    private static ModelProto Whole(GraphBuilder graph) => new()
    {
        IrVersion = 7,
        Graph = graph.Graph,
        OpsetImport = { new OperatorSetIdProto { Version = 13 }, new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 1 } },
    };

    private static AttributeProto[] Changed(Action<List<AttributeProto>>? change, params AttributeProto[] attributes)
    {
        List<AttributeProto> changed = [.. attributes];
        change?.Invoke(changed);
        return [.. changed];
    }

    private static ModelProto Changed(ModelProto model, Action<ModelProto>? change)
    {
        change?.Invoke(model);
        return model;
    }
}
