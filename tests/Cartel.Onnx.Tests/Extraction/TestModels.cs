using System.Security.Cryptography;
using Cartel.Onnx.Format;
using Google.Protobuf;
using static Cartel.Onnx.Format.TensorProto.Types;

namespace Cartel.Onnx.Tests;

/// <summary>Small models to extract features with, and what may be wrong with them.</summary>
internal static class TestModels
{
    public const int Inputs = 4;
    public const int Length = 2;

    /// <summary>The sum of the first two numbers of a row, and that of the last two.</summary>
    public static ModelProto Sums()
    {
        var graph = new GraphBuilder { Graph = { Name = "sums" } };
        var rows = graph.Take("x", DataType.Float, "rows", $"{Inputs}");
        graph.Yield(graph.Add("MatMul", rows, graph.Constant([1f, 0, 1, 0, 0, 1, 0, 1], Inputs, Length)), "y", DataType.Float, "rows", $"{Length}");
        return new ModelProto { IrVersion = 7, Graph = graph.Graph, OpsetImport = { new OperatorSetIdProto { Version = 13 } } };
    }

    public static ModelProto Changed(Action<ModelProto> change)
    {
        var model = Sums();
        change(model);
        return model;
    }

    /// <summary>The length of an axis; null: dynamic.</summary>
    public static void SetDimension(this ValueInfoProto value, int axis, long? length)
    {
        var dimension = value.Type.TensorType.Shape.Dim[axis];
        if (length is { } known) dimension.DimValue = known;
        else dimension.DimParam = "some";
    }

    /// <summary>A value of floats; an axis without a length: some rows.</summary>
    public static ValueInfoProto Info(string name, params long?[] lengths)
    {
        var shape = new TensorShapeProto { Dim = { lengths.Select(static length => length is { } known ? new TensorShapeProto.Types.Dimension { DimValue = known } : new TensorShapeProto.Types.Dimension { DimParam = "rows" }) } };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = shape } } };
    }

    /// <summary>One value of any type.</summary>
    public static ValueInfoProto Single(string name, DataType type) =>
        new() { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = new TensorShapeProto() } } };

    public static TensorProto Weights(string name, long[] lengths, params float[] values) => new() { Name = name, DataType = (int)DataType.Float, Dims = { lengths }, FloatData = { values } };

    /// <summary>A list of one whole number.</summary>
    public static TensorProto Whole(string name, long value) => new() { Name = name, DataType = (int)DataType.Int64, Dims = { 1 }, Int64Data = { value } };

    public static string HashOf(byte[] model) => Convert.ToHexStringLower(SHA256.HashData(model));

    /// <summary>Checks a model as one of four numbers a row to two.</summary>
    public static ExtractorModel Check(this ModelProto model)
    {
        var bytes = model.ToByteArray();
        return ExtractorModel.Check(bytes, HashOf(bytes), Inputs, Length);
    }
}
