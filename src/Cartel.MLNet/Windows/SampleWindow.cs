using Cartel.Learning;

namespace Cartel.MLNet;

/// <summary>The last samples of a stream, in raw units, which a batch trainer learns from. A ring of fixed size.</summary>
/// <param name="capacity">How many it holds; above 0.</param>
/// <param name="length">Features of each.</param>
internal sealed class SampleWindow(int capacity, int length)
{
    private readonly float[] _features = new float[capacity * length];
    private readonly int[] _labels = new int[capacity];
    private int _next;

    /// <summary>How many it holds now.</summary>
    public int Count { get; private set; }

    /// <summary>Its size in memory, in bytes, full or not.</summary>
    public long Bytes => 4L * (_features.Length + _labels.Length);

    /// <summary>Takes a sample in the place of the oldest.</summary>
    public void Add(ReadOnlySpan<float> features, int label)
    {
        features.CopyTo(_features.AsSpan(_next * length, length));
        _labels[_next] = label;
        _next = (_next + 1) % capacity;
        Count = Math.Min(Count + 1, capacity);
    }

    /// <summary>A sample's features; 0 is the oldest.</summary>
    public ReadOnlySpan<float> Features(int index) => _features.AsSpan(At(index) * length, length);

    /// <summary>A sample's class.</summary>
    public int Label(int index) => _labels[At(index)];

    /// <summary>How many samples of a class it holds.</summary>
    public int CountOf(int label)
    {
        var count = 0;
        for (var i = 0; i < Count; i++) count += _labels[i] == label ? 1 : 0;
        return count;
    }

    /// <summary>Makes another one of the same size equal to this.</summary>
    public void CopyTo(SampleWindow other)
    {
        _features.CopyTo(other._features, 0);
        _labels.CopyTo(other._labels, 0);
        (other._next, other.Count) = (_next, Count);
    }

    /// <summary>Writes the samples, the oldest first.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Count);
        for (var i = 0; i < Count; i++)
        {
            writer.Write((ushort)Label(i));
            foreach (var value in Features(i)) writer.Write(value);
        }
    }

    /// <summary>Reads them into an empty window.</summary>
    /// <param name="reader">Where they are.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <exception cref="ModelFormatException">There are more than the window holds, or one is none of the task's.</exception>
    public void Read(ref SpanReader reader, int classes)
    {
        var count = reader.Int32();
        if (count < 0 || count > capacity) throw new ModelFormatException($"the snapshot has {count} samples in a window of {capacity}");

        var features = new float[length];
        for (var i = 0; i < count; i++)
        {
            var label = reader.UInt16();
            if (label >= classes) throw new ModelFormatException($"a sample of the snapshot is of class {label}; the task has {classes}");
            reader.Floats(features);
            Add(features, label);
        }
    }

    private int At(int index) => (_next - Count + index + capacity) % capacity;
}
