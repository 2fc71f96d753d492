using Cartel.Learning;
using static Cartel.Onnx.Format.TensorProto.Types;

namespace Cartel.Onnx;

/// <summary>From a row of a task's columns to encoded features, as <see cref="OneHotEncoder"/> does it.</summary>
internal static class EncoderGraph
{
    /// <summary>Adds it.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="encoder">What stands in for missing numbers.</param>
    /// <param name="row">Float, rows × columns.</param>
    /// <returns>Float, rows × encoded features.</returns>
    public static string Add(GraphBuilder graph, OneHotEncoder encoder, string row)
    {
        var schema = encoder.Schema;
        var (columns, categories, standIns, nominal) = (new List<long>(), new List<float>(), new List<float>(), new List<bool>());
        for (var column = 0; column < schema.Features.Count; column++)
        {
            var feature = schema.Features[column];
            for (var i = 0; i < feature.EncodedLength; i++)
            {
                columns.Add(column);
                categories.Add(i);
                nominal.Add(feature.Kind is FeatureKind.Nominal);
                standIns.Add(feature.Kind is FeatureKind.Nominal ? 0 : encoder.StandIn(column));
            }
        }

        var length = columns.Count;
        var spread = nominal.Contains(true) ? graph.Gather(row, graph.Constant([.. columns], length), axis: 1) : row;
        var numbers = graph.Add("Where", graph.Add("IsNaN", spread), graph.Constant([.. standIns], length), spread);
        if (!nominal.Contains(true)) return numbers;

        var isThere = graph.Add("Equal", graph.Add("Floor", spread), graph.Constant([.. categories], length));
        return graph.Add("Where", graph.Constant([.. nominal], length), graph.Cast(isThere, DataType.Float), numbers);
    }
}
