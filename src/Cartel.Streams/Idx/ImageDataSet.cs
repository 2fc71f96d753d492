using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Images of bytes, read as value/255; a byte a pixel in memory.</summary>
internal sealed class ImageDataSet : IDataSet
{
    private const int FewestClasses = 2;
    private static readonly float[] Scaled = [.. Enumerable.Range(0, 256).Select(static value => value / 255f)];

    private readonly byte[] _pixels;
    private readonly byte[] _labels;
    private readonly int _width;

    public ImageDataSet(string name, IdxFile images, IdxFile labels)
    {
        _pixels = images.Bytes;
        _labels = labels.Bytes;
        _width = _pixels.Length / _labels.Length;
        Name = name;
        if (_width > FeatureSchema.LargestCount)
        {
            throw new StreamFormatException(
                images.Path, null, $"has images of {_width} pixels; at most {FeatureSchema.LargestCount} are possible");
        }

        var classes = Math.Max(FewestClasses, _labels.Max() + 1);
        Schema = new FeatureSchema(
            [.. Enumerable.Range(0, _width).Select(static i => Feature.Unit($"p{i}"))],
            [.. Enumerable.Range(0, classes).Select(static i => $"{i}")]);
    }

    public string Name { get; }

    public FeatureSchema Schema { get; }

    public int Count => _labels.Length;

    public BadRows BadRows { get; } = new();

    public int Label(int row) => _labels[Require.Between(row, 0, Count - 1)];

    public void Read(int row, Span<float> values)
    {
        Require.Between(row, 0, Count - 1);
        if (values.Length != _width) throw new ArgumentException($"is {values.Length} long and a row {_width}", nameof(values));

        var pixels = _pixels.AsSpan(row * _width, _width);
        for (var i = 0; i < pixels.Length; i++) values[i] = Scaled[pixels[i]];
    }
}
