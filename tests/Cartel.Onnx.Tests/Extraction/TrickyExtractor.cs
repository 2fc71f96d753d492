using Cartel.Learning;
using Cartel.Onnx.Format;
using static Cartel.Onnx.Format.TensorProto.Types;

namespace Cartel.Onnx.Tests;

/// <summary>An extractor of images of 2 × 2, whose values have the names that an export gives to its own, in the order in which <see cref="Mixture"/> is looked at.</summary>
/// <remarks>Of a row a b c d it makes log(a − b), which is NaN or −∞ for some, and 2(c + d) + 1 or 2(c − d) + 1, whichever is greater.</remarks>
internal static class TrickyExtractor
{
    /// <summary>What it looks at: neither in the schema's order nor side by side, with nominal columns between.</summary>
    public static readonly int[] Columns = [4, 6, 2, 0];

    public static readonly FeatureSchema Behind = new(
        [.. Mixture.Schema.Features.Where(static (_, i) => !Columns.Contains(i)), Feature.Numeric("log"), Feature.Numeric("widest")], Mixture.Schema.Classes);

    /// <summary>Writes it for a version of ONNX' operators.</summary>
    /// <param name="opset">Which.</param>
    /// <param name="format">The version of the file's form.</param>
    /// <param name="sparse">Whether one of the weights is: runtimes know what to do with it, ONNX' checker lets no operator have it.</param>
    public static ModelProto Write(int opset, int format = 8, bool sparse = true) => new()
    {
        IrVersion = format,
        OpsetImport = { new OperatorSetIdProto { Domain = "ai.onnx", Version = opset } },
        Graph = new GraphProto
        {
            Name = "tricky",
            // A weight may be listed among the inputs, too.
            Input = { TestModels.Info("const_1", 4, 3), TestModels.Info("row", null, 2, 2) },
            Output = { TestModels.Info("scores", null, 2) },
            Initializer =
            {
                TestModels.Weights("const_1", [4, 3], 1, 0, 0, -1, 0, 0, 0, 1, 1, 0, 1, -1),
                new TensorProto { Name = "const_0", DataType = (int)DataType.Bool, Int32Data = { 1 } },
                TestModels.Whole("const_2", 0), TestModels.Whole("const_3", 1), TestModels.Whole("const_4", 3),
                sparse ? [] : (TensorProto[])[TestModels.Weights("label", [3], 0, 1, 1)],
            },
            SparseInitializer =
            {
                sparse ? [new SparseTensorProto { Values = TestModels.Weights("label", [2], 1, 1), Indices = new TensorProto { DataType = (int)DataType.Int64, Dims = { 2 }, Int64Data = { 1, 2 } }, Dims = { 3 } }] : (SparseTensorProto[])[],
            },
            ValueInfo = { TestModels.Info("matmul_0", null, 3) },
            Node =
            {
                new NodeProto { OpType = "Flatten", Input = { "row" }, Output = { "isnan_0" }, Name = "row_node" },
                Node("MatMul", ["isnan_0", "const_1"], "matmul_0"),
                Node("If", ["const_0"], "where_0", Graph("then_branch", Doubled()), Graph("else_branch", new GraphProto { Name = "else", Output = { TestModels.Info("else_0", null, 3) }, Node = { Node("Identity", ["matmul_0"], "else_0") } })),
                Node("Add", ["where_0", "label"], "leaf"),
                Node("Gather", ["matmul_0", "const_2"], "gather_0", GraphBuilder.Attribute("axis", 1)),
                Node("Log", ["gather_0"], "shares"),
                Node("Slice", ["leaf", "const_3", "const_4", "const_3"], "slice_0"),
                Node("ArgMax", ["slice_0"], "argmax_0", GraphBuilder.Attribute("axis", 1)),
                Node("GatherElements", ["slice_0", "argmax_0"], "gather_1", GraphBuilder.Attribute("axis", 1)),
                // An input that is left out has no name.
                Node("Clip", ["gather_1", "", ""], "clip_0"),
                Node("Concat", ["shares", "clip_0"], "scores", GraphBuilder.Attribute("axis", 1)),
            },
        },
    };

    /// <summary>Writes and checks it, as a task that names it.</summary>
    public static TaskExtractor Of(ModelProto model) => new("tricky", model.Check(), Columns);

    // A branch sees the values around it, and a loop within it those of both: it doubles once what it is given.
    private static GraphProto Doubled() => new()
    {
        Name = "then",
        Output = { TestModels.Info("row_0", null, 3) },
        Initializer = { TestModels.Weights("add_0", [1], 2) },
        Node = { Node("Loop", ["const_3", "const_0", "matmul_0"], "row_0", Graph("body", Doubling())) },
    };

    private static GraphProto Doubling() => new()
    {
        Name = "once",
        Input = { TestModels.Single("abs_0", DataType.Int64), TestModels.Single("equal_0", DataType.Bool), TestModels.Info("cast_0", null, 3) },
        Output = { TestModels.Single("equal_1", DataType.Bool), TestModels.Info("mul_0", null, 3) },
        Node = { Node("Identity", ["const_0"], "equal_1"), Node("Mul", ["cast_0", "add_0"], "mul_0") },
    };

    private static AttributeProto Graph(string name, GraphProto graph) => GraphBuilder.Attribute(name, graph);

    private static NodeProto Node(string op, string[] inputs, string output, params AttributeProto[] attributes) =>
        new() { OpType = op, Domain = op is "Log" ? "ai.onnx" : "", Input = { inputs }, Output = { output }, Attribute = { attributes }, Name = op is "If" ? "" : $"{output}_node" };
}
