using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>The last labelled samples of a stream, in order of arrival.</summary>
internal sealed class SampleRing
{
    // 256 MiB: more than any device would keep, and far below what an array can be.
    private const int MostValues = 64 * 1024 * 1024;

    private readonly int _length;
    private readonly float[] _features;
    private readonly int[] _labels;
    private readonly long[] _arrivals;
    private int _oldest;

    public SampleRing(FeatureSchema schema, int capacity)
    {
        (_length, Capacity) = (schema.EncodedLength, Require.Between(capacity, 1, MostValues / schema.EncodedLength));
        (_features, _labels, _arrivals) = (new float[capacity * _length], new int[capacity], new long[capacity]);
    }

    public int Capacity { get; }

    public int Count { get; private set; }

    /// <summary>The features of a sample; 0 is the oldest.</summary>
    public ReadOnlySpan<float> Features(int index) => _features.AsSpan(Slot(index) * _length, _length);

    /// <summary>The label of a sample; 0 is the oldest.</summary>
    public int Label(int index) => _labels[Slot(index)];

    /// <summary>The arrival number of a sample; 0 is the oldest.</summary>
    public long Arrival(int index) => _arrivals[Slot(index)];

    /// <summary>How many samples of a class arrived at this number or later.</summary>
    public int CountOf(int label, long since)
    {
        var count = 0;
        for (var i = 0; i < Count; i++) count += Label(i) == label && Arrival(i) >= since ? 1 : 0;
        return count;
    }

    /// <summary>Takes a sample in.</summary>
    /// <param name="features">Copied.</param>
    /// <param name="label">Its class.</param>
    /// <param name="arrival">Its number in the stream.</param>
    /// <exception cref="InvalidOperationException">The ring is full.</exception>
    public void Add(ReadOnlySpan<float> features, int label, long arrival)
    {
        if (Count == Capacity) throw new InvalidOperationException("the ring is full");

        var slot = Slot(Count++);
        features.CopyTo(_features.AsSpan(slot * _length, _length));
        (_labels[slot], _arrivals[slot]) = (label, arrival);
    }

    /// <summary>Drops the oldest samples.</summary>
    public void RemoveOldest(int count)
    {
        Count -= Require.Between(count, 0, Count);
        _oldest = (_oldest + count) % Capacity;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Capacity);
        writer.Write(Count);
        for (var i = 0; i < Count; i++)
        {
            writer.Write(Label(i));
            writer.Write(Arrival(i));
            foreach (var value in Features(i)) writer.Write(value);
        }
    }

    public static SampleRing Restore(FeatureSchema schema, ref SpanReader reader)
    {
        var (capacity, count) = (reader.Int32(), reader.Int32());
        if (capacity is < 1 or > 65_536 || (long)capacity * schema.EncodedLength > MostValues || count < 0 || count > capacity)
            throw new ModelFormatException($"a ring of {capacity} samples with {count}");

        var ring = new SampleRing(schema, capacity);
        var features = new float[schema.EncodedLength];
        for (var i = 0; i < count; i++)
        {
            var label = reader.Int32();
            if (label < 0 || label >= schema.Classes.Count) throw new ModelFormatException($"a sample of class {label} in a ring");
            var arrival = reader.Int64();
            reader.Floats(features);
            ring.Add(features, label, arrival);
        }

        return ring;
    }

    private int Slot(int index) => (_oldest + index) % Capacity;
}
