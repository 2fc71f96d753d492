using Cartel.Onnx.Format;
using static Cartel.Onnx.Format.TypeProto;

namespace Cartel.Onnx;

/// <summary>Puts a prefix before each name in another model's graph, so that none of them is one of ours.</summary>
/// <remarks>Graphs within it, such as the branches of an <c>If</c>, get the same one: what they see of the graph around them keeps its name there.</remarks>
/// <param name="prefix">Stands in no name of ours.</param>
internal sealed class NamePrefix(string prefix)
{
    /// <summary>Renames all values, nodes and dimensions of a graph.</summary>
    public void AddTo(GraphProto graph)
    {
        foreach (var node in graph.Node) AddTo(node);
        foreach (var weight in graph.Initializer.Concat(graph.SparseInitializer.Select(static sparse => sparse.Values).OfType<TensorProto>())) weight.Name = With(weight.Name);
        foreach (var value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo)) AddTo(value);
    }

    /// <summary>A name with the prefix; none stays none, such as that of an input that is left out.</summary>
    public string With(string name) => name.Length == 0 ? name : prefix + name;

    private void AddTo(NodeProto node)
    {
        node.Name = With(node.Name);
        // Of that domain's two names the one by which a model imports it.
        if (OperatorCheck.IsStandard(node.Domain)) node.Domain = "";
        for (var i = 0; i < node.Input.Count; i++) node.Input[i] = With(node.Input[i]);
        for (var i = 0; i < node.Output.Count; i++) node.Output[i] = With(node.Output[i]);
        foreach (var attribute in node.Attribute)
        {
            if (attribute.G is { } graph) AddTo(graph);
            foreach (var one in attribute.Graphs) AddTo(one);
        }
    }

    private void AddTo(ValueInfoProto value)
    {
        value.Name = With(value.Name);
        if (value.Type is not { ValueCase: ValueOneofCase.TensorType, TensorType.Shape: { } shape }) return;

        foreach (var dimension in shape.Dim)
        {
            if (dimension.DimParam.Length > 0) dimension.DimParam = With(dimension.DimParam);
        }
    }
}
