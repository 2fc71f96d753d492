using System.Buffers.Binary;
using System.Globalization;
using Cartel.Onnx.Format;
using static Cartel.Onnx.Format.TensorProto.Types;

namespace Cartel.Onnx;

/// <summary>Attributes and constants of a model that a stranger made.</summary>
internal static class NodeAttributes
{
    public static string Text(this NodeProto node, string name, string otherwise) => Find(node, name)?.S.ToStringUtf8() ?? otherwise;

    public static long Integer(this NodeProto node, string name, long otherwise) => Find(node, name)?.I ?? otherwise;

    public static double Number(this NodeProto node, string name, double otherwise) => Find(node, name)?.F ?? otherwise;

    public static IReadOnlyList<string> Texts(this NodeProto node, string name) => [.. Find(node, name)?.Strings.Select(static text => text.ToStringUtf8()) ?? []];

    public static IReadOnlyList<long> Integers(this NodeProto node, string name) => Find(node, name)?.Ints.ToArray() ?? [];

    /// <summary>Numbers, as floats or in a tensor of doubles (<c>NAME_as_tensor</c>).</summary>
    public static IReadOnlyList<double> Numbers(this NodeProto node, string name) =>
        Find(node, $"{name}_as_tensor") is { T: { } tensor } ? tensor.Numbers() : [.. Find(node, name)?.Floats.Select(static number => (double)number) ?? []];

    /// <summary>The numbers of a tensor of floats or doubles.</summary>
    /// <exception cref="OnnxException">It is of another type, or has fewer numbers than its shape says.</exception>
    public static double[] Numbers(this TensorProto tensor)
    {
        var raw = tensor.RawData.Span;
        double[] numbers = (DataType)tensor.DataType switch
        {
            DataType.Float when raw.Length > 0 => Read(raw, sizeof(float), static bytes => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes)),
            DataType.Float => [.. tensor.FloatData.Select(static number => (double)number)],
            DataType.Double when raw.Length > 0 => Read(raw, sizeof(double), BinaryPrimitives.ReadDoubleLittleEndian),
            DataType.Double => [.. tensor.DoubleData],
            var other => throw new OnnxException($"its numbers “{tensor.Name}” are of type {other}; floats and doubles are read"),
        };
        var due = tensor.Dims.Aggregate(1L, static (product, length) => Math.Min(product * Math.Clamp(length, 0, int.MaxValue), int.MaxValue));
        return numbers.Length == due ? numbers : throw new OnnxException($"its numbers “{tensor.Name}” are {numbers.Length}, and {due} by their shape: it is damaged");
    }

    /// <summary>The texts of a tensor, or its whole numbers as texts; null: it has neither.</summary>
    public static IReadOnlyList<string>? Names(this TensorProto tensor)
    {
        var raw = tensor.RawData.Span;
        IEnumerable<long>? numbers = (DataType)tensor.DataType switch
        {
            DataType.Int32 when raw.Length > 0 => Read(raw, sizeof(int), static bytes => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes)),
            DataType.Int64 when raw.Length > 0 => Read(raw, sizeof(long), BinaryPrimitives.ReadInt64LittleEndian),
            DataType.Int32 => tensor.Int32Data.Select(static number => (long)number),
            DataType.Int64 => tensor.Int64Data,
            _ => null,
        };
        return (DataType)tensor.DataType is DataType.String
            ? [.. tensor.StringData.Select(static text => text.ToStringUtf8())]
            : numbers is null ? null : [.. numbers.Select(static number => number.ToString(CultureInfo.InvariantCulture))];
    }

    private static AttributeProto? Find(NodeProto node, string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name);

    private static T[] Read<T>(ReadOnlySpan<byte> raw, int size, Func<ReadOnlySpan<byte>, T> read)
    {
        var numbers = new T[raw.Length / size];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = read(raw.Slice(i * size, size));
        return numbers;
    }
}
