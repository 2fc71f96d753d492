using Cartel.Onnx.Format;
using static Cartel.Onnx.Format.TypeProto;

namespace Cartel.Onnx;

/// <summary>Puts a prefix before each name in another model's graph, so that none of them is one of ours.</summary>
/// <remarks>Graphs within it, such as the branches of an <c>If</c>, get the same one: what they see of the graph around them keeps its name there.</remarks>
internal static class NamePrefix
{
    /// <summary>Renames all values, nodes and dimensions of a graph.</summary>
    /// <param name="graph">Is changed.</param>
    /// <param name="prefix">Stands in no name of ours.</param>
    public static void Add(GraphProto graph, string prefix)
    {
        foreach (var node in graph.Node) Add(node, prefix);
        foreach (var weight in graph.Initializer) weight.Name = prefix + weight.Name;
        foreach (var weight in graph.SparseInitializer.Select(static sparse => sparse.Values).OfType<TensorProto>()) weight.Name = prefix + weight.Name;
        foreach (var value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo)) Add(value, prefix);
    }

    private static void Add(NodeProto node, string prefix)
    {
        node.Name = prefix + node.Name;
        // Of that domain's two names the one by which a model imports it.
        if (OperatorCheck.IsStandard(node.Domain)) node.Domain = "";
        for (var i = 0; i < node.Input.Count; i++) node.Input[i] = Named(node.Input[i], prefix);
        for (var i = 0; i < node.Output.Count; i++) node.Output[i] = Named(node.Output[i], prefix);
        foreach (var attribute in node.Attribute)
        {
            if (attribute.G is { } graph) Add(graph, prefix);
            foreach (var one in attribute.Graphs) Add(one, prefix);
        }
    }

    private static void Add(ValueInfoProto value, string prefix)
    {
        value.Name = prefix + value.Name;
        if (value.Type is not { ValueCase: ValueOneofCase.TensorType, TensorType.Shape: { } shape }) return;

        foreach (var dimension in shape.Dim)
        {
            if (dimension.DimParam.Length > 0) dimension.DimParam = prefix + dimension.DimParam;
        }
    }

    // No name: an input that is left out, or an output that nobody wants.
    private static string Named(string value, string prefix) => value.Length == 0 ? value : prefix + value;
}
