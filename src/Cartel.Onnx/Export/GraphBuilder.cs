using System.Globalization;
using System.Runtime.InteropServices;
using Cartel.Onnx.Format;
using Google.Protobuf;
using static Cartel.Onnx.Format.TensorProto.Types;

namespace Cartel.Onnx;

/// <summary>Puts a graph together, node by node: every method adds one thing and gives the name of its value.</summary>
/// <remarks>Nodes stand in the order in which they were added, so that inputs come before what uses them, as ONNX demands.</remarks>
internal sealed class GraphBuilder
{
    private readonly Dictionary<string, string> _constants = new(StringComparer.Ordinal);
    private readonly GraphBuilder _root;
    private int _names;

    public GraphBuilder() => _root = this;

    private GraphBuilder(GraphBuilder root) => _root = root;

    /// <summary>What has been put together so far.</summary>
    public GraphProto Graph { get; } = new();

    /// <summary>A graph within this one, whose nodes see this one's values; its constants are kept here.</summary>
    public GraphBuilder Body(string name) => new(_root) { Graph = { Name = name } };

    /// <summary>A node of ONNX' own operators with one output.</summary>
    public string Add(string op, params string[] inputs) => Add(op, [], inputs);

    /// <summary>A node of ONNX' own operators with one output.</summary>
    public string Add(string op, AttributeProto[] attributes, params string[] inputs)
    {
        var output = NewName(op);
        Graph.Node.Add(Node(op, "", attributes, inputs, output));
        return output;
    }

    /// <summary>A node of the operators for classical models (<c>ai.onnx.ml</c>) with one output.</summary>
    public string AddClassical(string op, AttributeProto[] attributes, params string[] inputs)
    {
        var output = NewName(op);
        Graph.Node.Add(Node(op, "ai.onnx.ml", attributes, inputs, output));
        return output;
    }

    /// <summary>The sum over an axis.</summary>
    public string Sum(string input, int axis, bool keep = false) =>
        Add("ReduceSum", [Attribute("keepdims", keep ? 1 : 0)], input, Constant([axis], 1));

    /// <summary>The index of the greatest along an axis, the first of equals.</summary>
    public string ArgMax(string input, int axis) => Add("ArgMax", [Attribute("axis", axis), Attribute("keepdims", 0)], input);

    /// <summary>The rows of a table, or its slices along another axis, by their index.</summary>
    public string Gather(string table, string indices, int axis = 0) => Add("Gather", [Attribute("axis", axis)], table, indices);

    public string Cast(string input, DataType type) => Add("Cast", [Attribute("to", (long)type)], input);

    public string Unsqueeze(string input, params long[] axes) => Add("Unsqueeze", input, Constant(axes, axes.Length));

    /// <summary>A value within bounds.</summary>
    public string Clip(string input, float least, float most) => Add("Clip", input, Constant([least]), Constant([most]));

    /// <summary>Constants by their values, which must not change any more, with the lengths of their axes; none: a number alone.</summary>
    public string Constant(float[] values, params long[] dimensions) => Constant(DataType.Float, values, dimensions);

    /// <inheritdoc cref="Constant(float[], long[])"/>
    public string Constant(double[] values, params long[] dimensions) => Constant(DataType.Double, values, dimensions);

    /// <inheritdoc cref="Constant(float[], long[])"/>
    public string Constant(long[] values, params long[] dimensions) => Constant(DataType.Int64, values, dimensions);

    /// <inheritdoc cref="Constant(float[], long[])"/>
    public string Constant(bool[] values, params long[] dimensions) => Constant(DataType.Bool, values, dimensions);

    /// <summary>Gives a value the name under which the graph yields it.</summary>
    public void Yield(string value, string name, DataType type, params string[] dimensions)
    {
        Call(value, name);
        Graph.Output.Add(Info(name, type, dimensions));
    }

    /// <summary>Gives a value another name.</summary>
    public void Call(string value, string name)
    {
        var node = Node("Identity", "", [], [value], name);
        // Not by the value, which another graph may know: it may have a node of that name.
        node.Name = $"{NewName("identity")}_node";
        Graph.Node.Add(node);
    }

    /// <summary>Adds all that another graph has between its inputs and its outputs, under the names that it has there.</summary>
    public void Copy(GraphProto other)
    {
        Graph.Node.Add(other.Node);
        Graph.Initializer.Add(other.Initializer);
        Graph.SparseInitializer.Add(other.SparseInitializer);
        Graph.ValueInfo.Add(other.ValueInfo.Concat(other.Output).DistinctBy(static value => value.Name));
    }

    /// <summary>Says what a value is, where checkers cannot tell by the operator.</summary>
    public void Describe(string value, DataType type, params string[] dimensions) => Graph.ValueInfo.Add(Info(value, type, dimensions));

    /// <summary>What the graph takes.</summary>
    public string Take(string name, DataType type, params string[] dimensions)
    {
        Graph.Input.Add(Info(name, type, dimensions));
        return name;
    }

    public static AttributeProto Attribute(string name, long value) => new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    public static AttributeProto Attribute(string name, string value) => new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = AttributeProto.Types.AttributeType.String };

    public static AttributeProto Attribute(string name, GraphProto value) => new() { Name = name, G = value, Type = AttributeProto.Types.AttributeType.Graph };

    public static AttributeProto Attribute(string name, IEnumerable<long> values) => new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    public static AttributeProto Attribute(string name, IEnumerable<float> values) => new() { Name = name, Floats = { values }, Type = AttributeProto.Types.AttributeType.Floats };

    public static AttributeProto Attribute(string name, IEnumerable<ByteString> values) =>
        new() { Name = name, Strings = { values }, Type = AttributeProto.Types.AttributeType.Strings };

    private static NodeProto Node(string op, string domain, AttributeProto[] attributes, string[] inputs, string output) => new()
    {
        OpType = op,
        Domain = domain,
        Name = $"{output}_node",
        Attribute = { attributes },
        Input = { inputs },
        Output = { output },
    };

    /// <summary>A dimension is a number, or a name for one that only the input tells.</summary>
    private static ValueInfoProto Info(string name, DataType type, string[] dimensions)
    {
        var shape = new TensorShapeProto();
        foreach (var dimension in dimensions)
        {
            shape.Dim.Add(long.TryParse(dimension, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                ? new TensorShapeProto.Types.Dimension { DimValue = length }
                : new TensorShapeProto.Types.Dimension { DimParam = dimension });
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }

    // Small ones are shared: axes and bounds come again and again.
    private string Constant<T>(DataType type, T[] values, long[] dimensions)
        where T : unmanaged
    {
        if (!ReferenceEquals(_root, this)) return _root.Constant(type, values, dimensions);

        var bytes = MemoryMarshal.AsBytes<T>(values);
        var key = bytes.Length <= 64 ? $"{type} {string.Join(',', dimensions)} {Convert.ToHexString(bytes)}" : null;
        if (key is not null && _constants.TryGetValue(key, out var known)) return known;

        var name = NewName("const");
        Graph.Initializer.Add(new TensorProto { Name = name, DataType = (int)type, Dims = { dimensions }, RawData = UnsafeByteOperations.UnsafeWrap(new ArrayBytes<T>(values).Memory) });
        if (key is not null) _constants.Add(key, name);
        return name;
    }

    private string NewName(string op) => string.Create(CultureInfo.InvariantCulture, $"{op.ToLowerInvariant()}_{_root._names++}");
}
