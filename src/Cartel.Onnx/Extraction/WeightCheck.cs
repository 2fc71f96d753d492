using Cartel.Onnx.Format;
using static Cartel.Onnx.Format.TensorProto.Types;

namespace Cartel.Onnx;

/// <summary>Whether all weights of a model are in its file: what lies beside it, no hash vouches for.</summary>
internal static class WeightCheck
{
    /// <exception cref="OnnxException">They are not.</exception>
    public static void Require(ModelProto model)
    {
        foreach (var tensor in Tensors(model.Graph).Concat(model.Functions.SelectMany(static function => function.Node.SelectMany(Tensors))))
        {
            if (tensor.DataLocation is DataLocation.External || tensor.ExternalData.Count > 0)
                throw new OnnxException($"its weights “{tensor.Name}” are in another file ({tensor.ExternalData.FirstOrDefault(static entry => entry.Key == "location")?.Value}): save it with all its weights inside");
        }
    }

    private static IEnumerable<TensorProto> Tensors(GraphProto graph) =>
        graph.Initializer
            .Concat(graph.SparseInitializer.SelectMany(static sparse => (TensorProto?[])[sparse.Values, sparse.Indices]).OfType<TensorProto>())
            .Concat(graph.Node.SelectMany(Tensors));

    private static IEnumerable<TensorProto> Tensors(NodeProto node) => node.Attribute.SelectMany(static attribute =>
        attribute.Tensors
            .Concat(attribute.T is { } tensor ? [tensor] : [])
            .Concat(attribute.Graphs.SelectMany(Tensors))
            .Concat(attribute.G is { } graph ? Tensors(graph) : []));
}
