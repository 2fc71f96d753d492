using System.Numerics.Tensors;

namespace Cartel.Learning;

/// <summary>A leaf: the weight of each class, and, while it is active, what it takes to predict by naive Bayes and to split.</summary>
/// <remarks>One array holds it all: the weight of each class, each class's slot (0: none yet, else its number from 1 on), the
/// slots (<see cref="ClassSlot"/>). A class gets its slot with its first sample here.</remarks>
internal sealed class LeafNode : TreeNode
{
    /// <summary>What the object takes without its arrays, in bytes.</summary>
    public const int FixedBytes = TreeMemory.Header + 48;

    private readonly int _classes;
    private readonly int _slotLength;
    private readonly int _numerics;
    private float[] _data;

    /// <summary>A leaf that starts with some weight of each class and has seen no sample itself.</summary>
    /// <param name="shape">The schema.</param>
    /// <param name="counts">A weight per class; copied.</param>
    /// <param name="depth">How many splits lie above.</param>
    /// <param name="columns">The columns that it watches, ascending; null: all.</param>
    public LeafNode(TreeShape shape, ReadOnlySpan<float> counts, int depth, ushort[]? columns)
    {
        (_classes, Columns, Depth, Active) = (shape.Classes, columns, (byte)depth, true);
        var cells = shape.Cells;
        _numerics = shape.Numerics;
        if (columns is not null)
        {
            (_numerics, cells) = (0, 0);
            foreach (var column in columns)
            {
                if (column < shape.Numerics) _numerics++;
                else cells += shape.Categories[column - shape.Numerics];
            }
        }

        _slotLength = 4 * _numerics + cells + ClassSlot.Fixed;
        _data = new float[2 * _classes];
        counts.CopyTo(_data);
    }

    /// <summary>The columns that it watches; null: all.</summary>
    public ushort[]? Columns { get; }

    public byte Depth { get; }

    /// <summary>Whether it keeps more than the classes' weights.</summary>
    public bool Active { get; private set; }

    /// <summary>How much weight has come since it last tried to split; below 0 while it waits for more than the grace period.</summary>
    public float SinceAttempt { get; set; }

    /// <summary>The weight that naive Bayes predicted rightly here, less that of the majority class.</summary>
    public float Lead { get; set; }

    public int Numerics => _numerics;

    /// <summary>The weight of all classes.</summary>
    public float Weight => TensorPrimitives.Sum(Counts);

    public ReadOnlySpan<float> Counts => _data.AsSpan(0, _classes);

    public int Slots => Active ? (_data.Length - 2 * _classes) / _slotLength : 0;

    public override int Bytes =>
        FixedBytes + TreeMemory.Array<float>(_data.Length) + (Columns is null ? 0 : TreeMemory.Array<ushort>(Columns.Length));

    /// <summary>The class of the greatest weight; the first of equals.</summary>
    public int Majority => IndexOfMost(Counts);

    /// <summary>Whether the leaf has seen no more than one class.</summary>
    public bool Pure => _classes - Counts.Count(0) < 2;

    /// <summary>What a class's samples looked like here.</summary>
    public bool TrySlot(int label, out ClassSlot slot)
    {
        var number = Active ? (int)_data[_classes + label] : 0;
        slot = number == 0 ? default : SlotAt(number - 1);
        return number > 0;
    }

    /// <summary>The class that naive Bayes predicts among those with a slot; the majority class while there is none.</summary>
    /// <param name="sample">The sample as the leaf sees it.</param>
    /// <param name="logs">Scratch, one a class: becomes the logarithms of prior times likelihood, −∞ for those without slots.</param>
    public int NaiveBayes(in LeafView sample, Span<double> logs)
    {
        var best = -1;
        for (var k = 0; k < _classes; k++)
        {
            logs[k] = TrySlot(k, out var slot) ? slot.LogLikelihood(sample) : double.NegativeInfinity;
            if (logs[k] > double.NegativeInfinity && (best < 0 || logs[k] > logs[best])) best = k;
        }

        return best >= 0 ? best : Majority;
    }

    /// <summary>Takes a sample.</summary>
    /// <returns>Whether the leaf takes more memory now: the class is new here.</returns>
    public bool Observe(in LeafView sample, int label, float weight)
    {
        _data[label] += weight;
        if (!Active) return false;

        SinceAttempt += weight;
        var isNew = _data[_classes + label] == 0;
        if (isNew) AddSlot(label);
        TrySlot(label, out var slot);
        slot.Observe(sample, weight);
        slot.Prepare(_data[label], sample.Sizes);
        return isNew;
    }

    /// <summary>Forgets all but the classes' weights.</summary>
    public void Deactivate()
    {
        _data = _data[..(2 * _classes)];
        _data.AsSpan(_classes).Clear();
        (Active, SinceAttempt, Lead) = (false, 0, 0);
    }

    /// <summary>An independent copy.</summary>
    public LeafNode Clone()
    {
        var copy = (LeafNode)MemberwiseClone();
        copy._data = [.. _data];
        return copy;
    }

    /// <summary>Writes all but the depth, which is that of the place where it stands.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Active);
        writer.Write(SinceAttempt);
        writer.Write(Lead);
        if (Columns is not null)
        {
            foreach (var column in Columns) writer.Write(column);
        }

        writer.Write(Slots);
        foreach (var value in _data) writer.Write(value);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or does not fit the tree.</exception>
    public static LeafNode Read(TreeGrowth growth, ref SpanReader reader, int depth)
    {
        var active = reader.Byte() == 1;
        Span<float> state = stackalloc float[2];
        reader.Floats(state);
        if (Math.Abs(state[0]) > TreeCounts.Most || Math.Abs(state[1]) > TreeCounts.Most)
            throw new ModelFormatException($"a leaf cannot have gathered {state[0]} since it tried to split, or lead by {state[1]}");

        var leaf = new LeafNode(growth.Shape, [], depth, growth.ReadColumns(ref reader))
        {
            Active = active,
            SinceAttempt = state[0],
            Lead = state[1],
        };
        leaf.ReadData(ref reader, growth.Shape);
        return leaf;
    }

    private static int IndexOfMost(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best]) best = i;
        }

        return best;
    }

    private void ReadData(ref SpanReader reader, TreeShape shape)
    {
        var slots = reader.Int32();
        var length = 2L * _classes + (long)slots * _slotLength;
        if (slots < 0 || slots > _classes || (slots > 0 && !Active) || length * sizeof(float) > reader.Left)
            throw new ModelFormatException($"a leaf cannot have {slots} slots");

        _data = new float[length];
        reader.Floats(_data);
        var taken = 0;
        for (var k = 0; k < _classes; k++)
        {
            if (_data[k] != 0) TreeCounts.RequireWeight(_data[k]);
            var number = _data[_classes + k];
            if (number == 0) continue;
            if (!float.IsInteger(number) || number < 0 || number > slots || _data[k] == 0) throw new ModelFormatException($"class {k} has slot {number} of {slots}");

            taken++;
            SlotAt((int)number - 1).RequirePossible();
        }

        if (taken != slots) throw new ModelFormatException($"{taken} classes have {slots} slots");
    }

    private void AddSlot(int label)
    {
        var slots = Slots;
        Array.Resize(ref _data, _data.Length + _slotLength);
        _data[_classes + label] = slots + 1;
    }

    private ClassSlot SlotAt(int index) => new(_data.AsSpan(2 * _classes + index * _slotLength, _slotLength), _numerics);
}
