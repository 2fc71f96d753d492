using System.Security.Cryptography;
using Cartel.Onnx.Format;
using static Cartel.Onnx.Format.TensorProto.Types;

namespace Cartel.Onnx;

/// <summary>An ONNX model that fits what a task says of its feature extractor: known before any runtime sees it.</summary>
/// <param name="Bytes">The model as it is in its file.</param>
/// <param name="Sha256">Their hash: 64 lower-case hexadecimal digits.</param>
/// <param name="Input">The name of its one input.</param>
/// <param name="InputShape">The lengths of that input's axes after the first, which counts rows.</param>
/// <param name="Output">The name of its one output.</param>
public sealed record ExtractorModel(byte[] Bytes, string Sha256, string Input, IReadOnlyList<long> InputShape, string Output)
{
    /// <summary>The largest file that is read: 256 MiB.</summary>
    public const long MostBytes = OnnxFile.MostBytes;

    /// <summary>The oldest version of ONNX' operators that is taken, of 2018.</summary>
    public const long LeastOpset = 7;

    /// <summary>The newest version that is taken: what every ONNX Runtime since 1.18 knows.</summary>
    public const long MostOpset = 21;

    /// <summary>Reads a model from its file and checks it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="sha256">The hash that its bytes must have: 64 hexadecimal digits.</param>
    /// <param name="inputs">How many numbers a row has.</param>
    /// <param name="length">How many numbers it makes of a row.</param>
    /// <exception cref="OnnxException">It cannot be read, or does not fit; the message says why.</exception>
    public static ExtractorModel Read(string file, string sha256, int inputs, int length) =>
        OnnxFile.Read(file, bytes => Check(bytes, sha256, inputs, length));

    /// <summary>Checks a model.</summary>
    /// <param name="bytes">What is in its file.</param>
    /// <param name="sha256">The hash that they must have.</param>
    /// <param name="inputs">How many numbers a row has.</param>
    /// <param name="length">How many numbers it makes of a row.</param>
    /// <exception cref="OnnxException">It does not fit; the message says why.</exception>
    public static ExtractorModel Check(byte[] bytes, string sha256, int inputs, int length)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (hash != sha256) throw new OnnxException($"its hash is {hash}, and the task wants {sha256}: it is another model, or damaged");

        var model = OnnxFile.Parse(bytes);
        OperatorCheck.Require(model);
        WeightCheck.Require(model);
        var (input, shape) = InputOf(model.Graph, inputs);
        return new ExtractorModel(bytes, hash, input, shape, OutputOf(model.Graph, length));
    }

    private static (string Name, IReadOnlyList<long> Shape) InputOf(GraphProto graph, int inputs)
    {
        // Weights may be listed as inputs, too.
        var weights = graph.Initializer.Select(static weight => weight.Name).ToHashSet(StringComparer.Ordinal);
        if (graph.Input.Where(input => !weights.Contains(input.Name)).ToList() is not [var input])
            throw new OnnxException($"one input is due, and it has {graph.Input.Count(one => !weights.Contains(one.Name))}");

        var dimensions = DimensionsOf(input, "input");
        if (dimensions.Length < 2) throw new OnnxException($"its input “{input.Name}” has rank {dimensions.Length}; 2 or more are due: rows, and what a row has");
        RequireRows(dimensions, input);
        var shape = dimensions[1..];
        if (shape.Any(static dimension => dimension is null)) throw new OnnxException($"its input “{input.Name}” does not say how long each axis after the first is: export it with fixed lengths");

        var total = shape.Aggregate(1L, static (product, dimension) => Math.Min(product * Math.Clamp(dimension!.Value, 0, int.MaxValue), int.MaxValue));
        if (total != inputs) throw new OnnxException($"its input “{input.Name}” takes {string.Join(" × ", shape)} numbers a row, and the task gives it {inputs} columns");
        return (input.Name, [.. shape.Select(static dimension => dimension!.Value)]);
    }

    private static string OutputOf(GraphProto graph, int length)
    {
        if (graph.Output is not [var output]) throw new OnnxException($"one output is due, and it has {graph.Output.Count}");

        var dimensions = DimensionsOf(output, "output");
        if (dimensions.Length != 2) throw new OnnxException($"its output “{output.Name}” has rank {dimensions.Length}; 2 are due: rows, and the embedding");
        RequireRows(dimensions, output);
        if (dimensions[1] != length) throw new OnnxException($"its output “{output.Name}” has {dimensions[1]?.ToString() ?? "an unknown number of"} numbers a row, and the task says {length}");
        return output.Name;
    }

    private static void RequireRows(long?[] dimensions, ValueInfoProto value)
    {
        if (dimensions[0] is { } rows) throw new OnnxException($"“{value.Name}” takes {rows} rows at a time, no more and no fewer: export it with a dynamic first axis");
    }

    // Null: known at run time only.
    private static long?[] DimensionsOf(ValueInfoProto value, string what)
    {
        if (value.Type?.TensorType is not { } tensor) throw new OnnxException($"its {what} “{value.Name}” is no tensor");
        if (tensor.ElemType != (int)DataType.Float) throw new OnnxException($"its {what} “{value.Name}” is of type {(DataType)tensor.ElemType}; Float is due");
        if (tensor.Shape is null) throw new OnnxException($"its {what} “{value.Name}” does not say its shape");
        return [.. tensor.Shape.Dim.Select(static dimension => dimension.ValueCase is TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue ? dimension.DimValue : (long?)null)];
    }
}
