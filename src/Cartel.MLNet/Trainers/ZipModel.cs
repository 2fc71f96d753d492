using System.Numerics.Tensors;
using Cartel.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cartel.MLNet;

/// <summary>A classifier that ML.NET saved (<c>mlContext.Model.Save</c>), as it stands in a file of this device.</summary>
/// <remarks>
/// <para>A <c>Score</c> with a number per class says the classes that its slots are named after, without names those of the task in their order; numbers
/// that are no probabilities go through a softmax. A model that says yes or no (<c>Probability</c>, else σ of <c>Score</c>) says the second of two classes.</para>
/// <para>The file is code as much as data: ML.NET makes whatever components it names. It is read from a path that the device's own manifest gives, and
/// never from a part or a registry.</para>
/// </remarks>
internal sealed class ZipModel : IFrozenModel
{
    private const long LargestFile = 256L << 20;

    private readonly EncodedRow _input;
    private readonly int[] _classes;
    private readonly Action<float[]> _read;
    private readonly float[] _scores;

    private ZipModel(byte[] file, EncodedRow input, int[] classes, Action<float[]> read)
    {
        (_input, _classes, _read, _scores) = (input, classes, read, new float[classes.Length]);
        (Sha256, Bytes) = (ModelPart.HashOf(file), file.Length);
    }

    public string Sha256 { get; }

    public long Bytes { get; }

    /// <summary>Opens a file of at most 256 MiB.</summary>
    /// <exception cref="ArgumentException">It cannot be read, is no ML.NET model, or is none of this task; the message says which.</exception>
    public static ZipModel Open(string path, FeatureSchema task)
    {
        var file = Read(path);
        try
        {
            using var stream = new MemoryStream(file);
            var transformer = new MLContext(0).Model.Load(stream, out var columns);
            var input = new EncodedRow(columns, task);
            var mapper = transformer.GetRowToRowMapper(columns);
            var output = mapper.OutputSchema;
            var column = output.GetColumnOrNull("Score") is { Type: VectorDataViewType } score
                ? score
                : output.GetColumnOrNull("Probability") ?? output.GetColumnOrNull("Score") ?? throw new ArgumentException($"{path} has no column Score");
            if (mapper.GetDependencies([column]).FirstOrDefault(needed => !EncodedRow.CanFill(needed, task)) is { Name: { } lacking })
                throw new ArgumentException($"{path} asks for a column {lacking} that the task has not, or not of that type; it has {string.Join(", ", task.Features.Select(static feature => feature.Name))}, and all of them as Features");

            var row = mapper.GetRow(input, [column]);
            return new ZipModel(file, input, ClassesOf(path, column, task), Reader(row, row.Schema[column.Name]));
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or InvalidDataException or IOException or NotSupportedException)
        {
            throw new ArgumentException($"{path} is no model that ML.NET can load: {exception.Message}", exception);
        }
    }

    public bool Knows(int label) => _classes.Contains(label);

    public void Score(ReadOnlySpan<float> features, Span<float> probabilities)
    {
        _input.Become(features);
        _read(_scores);
        Normalize(_scores);
        probabilities.Clear();
        for (var i = 0; i < _classes.Length; i++) probabilities[_classes[i]] = _scores[i];
    }

    private static byte[] Read(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            return length <= LargestFile
                ? File.ReadAllBytes(path)
                : throw new ArgumentException($"{path} has {length} bytes; a model of at most {LargestFile} is read");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"the model {path} cannot be read: {exception.Message}", exception);
        }
    }

    private static int[] ClassesOf(string path, DataViewSchema.Column column, FeatureSchema task)
    {
        if (column.Type is not VectorDataViewType vector)
        {
            return task.Classes.Count == 2 ? [0, 1] : throw new ArgumentException($"{path} says yes or no; the task has {task.Classes.Count} classes");
        }

        if (!column.HasSlotNames())
        {
            return vector.Size == task.Classes.Count
                ? [.. Enumerable.Range(0, vector.Size)]
                : throw new ArgumentException($"{path} scores {vector.Size} classes without their names; the task has {task.Classes.Count}");
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        var known = task.Classes.ToList();
        int[] classes = [.. names.DenseValues().Select(name => known.IndexOf(name.ToString()))];
        return !classes.Contains(-1) && classes.Distinct().Count() == classes.Length
            ? classes
            : throw new ArgumentException($"{path} says {string.Join(", ", names.DenseValues())}; the task's classes are {string.Join(", ", known)}");
    }

    private static Action<float[]> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            var vector = row.GetGetter<VBuffer<float>>(column);
            VBuffer<float> values = default;
            return scores =>
            {
                vector(ref values);
                values.CopyTo(scores);
            };
        }

        var number = row.GetGetter<float>(column);
        var isProbability = column.Name == "Probability";
        return scores =>
        {
            var value = 0f;
            number(ref value);
            scores[1] = isProbability ? value : 1 / (1 + MathF.Exp(-Math.Clamp(value, -80, 80)));
            scores[0] = 1 - scores[1];
        };
    }

    private static void Normalize(float[] scores)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            if (!float.IsFinite(scores[i])) scores[i] = 0;
        }

        var sum = TensorPrimitives.Sum<float>(scores);
        if (TensorPrimitives.Min<float>(scores) < 0 || Math.Abs(sum - 1) > 0.01f)
        {
            TensorPrimitives.Subtract(scores, TensorPrimitives.Max<float>(scores), scores);
            TensorPrimitives.Exp<float>(scores, scores);
            sum = TensorPrimitives.Sum<float>(scores);
        }

        TensorPrimitives.Divide(scores, sum, scores);
    }
}
