using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Recent labelled samples that the model has not learned yet: the judge of what is merged into it.</summary>
/// <remarks>
/// <para>A model is best on what it has just learned, so a donor's part would lose any test on learned samples. A share
/// of the stream is therefore withheld in a ring and learned only when it leaves: nothing is lost, a quarter of the
/// samples is learned some 256 samples late.</para>
/// <para>Of each class the first two samples are withheld, so that a new class can be judged at its second; then every
/// other one up to the eighth; then every fourth.</para>
/// <para>The idea of scoring a stranger's model on one's own data: Hsieh et al., “The non-IID data quagmire of
/// decentralized machine learning” (SkewScout), ICML 2020; Xie, Koyejo and Gupta, “Zeno++”, ICML 2020.</para>
/// </remarks>
internal sealed class HoldOut
{
    // 256 MiB: more than any device would withhold, and far below what an array can be.
    private const int MostValues = 64 * 1024 * 1024;

    private readonly int _length;
    private readonly float[] _features;
    private readonly int[] _labels;
    private readonly long[] _arrivals;
    private readonly long[] _seen;
    private int _oldest;

    public HoldOut(FeatureSchema schema, int capacity)
    {
        (_length, Capacity) = (schema.EncodedLength, Require.Between(capacity, 1, MostValues / schema.EncodedLength));
        (_features, _labels, _arrivals) = (new float[capacity * _length], new int[capacity], new long[capacity]);
        _seen = new long[schema.Classes.Count];
    }

    public int Capacity { get; }

    public int Count { get; private set; }

    /// <summary>Labelled samples of a class so far, withheld or not.</summary>
    public long Seen(int label) => _seen[label];

    /// <summary>The features of a withheld sample; 0 is the oldest.</summary>
    public ReadOnlySpan<float> Features(int index) => _features.AsSpan(Slot(index) * _length, _length);

    /// <summary>The label of a withheld sample; 0 is the oldest.</summary>
    public int Label(int index) => _labels[Slot(index)];

    /// <summary>The arrival number of a withheld sample; 0 is the oldest.</summary>
    public long Arrival(int index) => _arrivals[Slot(index)];

    /// <summary>Counts a labelled sample and says whether it is to be withheld.</summary>
    /// <param name="label">Its class.</param>
    /// <param name="warm">False while the model is so young that it needs every sample more than a judge.</param>
    public bool Wants(int label, bool warm)
    {
        var seen = ++_seen[label];
        if (!warm) return false;

        return seen <= 2 || (seen <= 8 ? seen % 2 == 0 : seen % 4 == 0);
    }

    /// <summary>Withholds a sample.</summary>
    /// <param name="features">Copied.</param>
    /// <param name="label">Its class.</param>
    /// <param name="arrival">Its number in the stream.</param>
    /// <param name="released">Receives the sample that had to leave.</param>
    /// <returns>The label of the sample that had to leave, to be learned now; or <see cref="Sample.Unlabelled"/>.</returns>
    public int Add(ReadOnlySpan<float> features, int label, long arrival, Span<float> released)
    {
        var leaving = Sample.Unlabelled;
        if (Count == Capacity)
        {
            leaving = Label(0);
            Features(0).CopyTo(released);
            _oldest = (_oldest + 1) % Capacity;
            Count--;
        }

        var slot = Slot(Count++);
        features.CopyTo(_features.AsSpan(slot * _length, _length));
        (_labels[slot], _arrivals[slot]) = (label, arrival);
        return leaving;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Capacity);
        foreach (var seen in _seen) writer.Write(seen);
        writer.Write(Count);
        for (var i = 0; i < Count; i++)
        {
            writer.Write(Label(i));
            writer.Write(Arrival(i));
            foreach (var value in Features(i)) writer.Write(value);
        }
    }

    public static HoldOut Restore(FeatureSchema schema, ref SpanReader reader)
    {
        var capacity = reader.Int32();
        if (capacity is < 1 or > 65_536 || (long)capacity * schema.EncodedLength > MostValues)
            throw new ModelFormatException($"a hold-out ring of {capacity} samples");
        var ring = new HoldOut(schema, capacity);
        for (var i = 0; i < ring._seen.Length; i++)
        {
            ring._seen[i] = reader.Int64();
            if (ring._seen[i] is < 0 or > 1L << 60) throw new ModelFormatException($"a hold-out ring that saw {ring._seen[i]} samples of a class");
        }

        var count = reader.Int32();
        if (count < 0 || count > capacity) throw new ModelFormatException($"a hold-out ring of {capacity} with {count} samples");
        var features = new float[schema.EncodedLength];
        for (var i = 0; i < count; i++)
        {
            var label = reader.Int32();
            if (label < 0 || label >= ring._seen.Length) throw new ModelFormatException($"a withheld sample of class {label}");
            var arrival = reader.Int64();
            reader.Floats(features);
            ring.Add(features, label, arrival, []);
        }

        return ring;
    }

    private int Slot(int index) => (_oldest + index) % Capacity;
}
