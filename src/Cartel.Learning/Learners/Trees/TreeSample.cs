using System.Runtime.InteropServices;

namespace Cartel.Learning;

/// <summary>An encoded sample taken apart once for all trees that share it: numbers, and the index of each category.</summary>
/// <remarks>Holds the scratch space that trees need while they look at it, so it serves one thread.</remarks>
internal sealed class TreeSample
{
    private readonly TreeShape _shape;
    private readonly float[] _encoded;
    private readonly float[] _numbers;
    private readonly int[] _categories;
    private readonly int[] _cells;
    private float[] _someNumbers = [];
    private int[] _someCells = [];
    private int[] _someSizes = [];
    private bool _any;

    public TreeSample(TreeShape shape)
    {
        _shape = shape;
        _encoded = new float[shape.EncodedLength];
        _numbers = shape.AllNumeric ? _encoded : new float[shape.Numerics];
        (_categories, _cells) = (new int[shape.Nominals], new int[shape.Nominals]);
        Votes = new double[shape.Classes];
    }

    /// <summary>Changes whenever another vector is set: what was worked out for a version holds until then.</summary>
    public long Version { get; private set; }

    /// <summary>The value of each numeric column.</summary>
    public ReadOnlySpan<float> Numbers => _numbers;

    /// <summary>The category of each nominal column; −1: missing, or unseen by the encoder.</summary>
    public ReadOnlySpan<int> Categories => _categories;

    /// <summary>Scratch, one value a class.</summary>
    public double[] Votes { get; }

    /// <summary>What this object holds, in bytes: shared by all trees that look at it.</summary>
    public long Bytes =>
        TreeMemory.Header + 80 + TreeMemory.Array<float>(_encoded.Length) + TreeMemory.Array<double>(Votes.Length)
        + (_shape.AllNumeric ? 0 : TreeMemory.Array<float>(_numbers.Length)) + (2 * TreeMemory.Array<int>(_categories.Length))
        + TreeMemory.Array<float>(_someNumbers.Length) + TreeMemory.Array<int>(_someCells.Length) + TreeMemory.Array<int>(_someSizes.Length);

    /// <summary>Takes a sample apart; free of cost where it is the one that is set.</summary>
    /// <exception cref="ArgumentException">The length is wrong, or a value is not finite; nothing has changed.</exception>
    public void Set(ReadOnlySpan<float> features)
    {
        if (_any && MemoryMarshal.Cast<float, int>(features).SequenceEqual(MemoryMarshal.Cast<float, int>(_encoded.AsSpan()))) return;

        _shape.Schema.RequireFeatures(features);
        features.CopyTo(_encoded);
        (_any, Version) = (true, Version + 1);
        if (_shape.AllNumeric) return;

        for (var i = 0; i < _numbers.Length; i++) _numbers[i] = _encoded[_shape.NumericAt[i]];
        for (var i = 0; i < _categories.Length; i++)
        {
            var category = FirstSet(_encoded.AsSpan(_shape.NominalAt[i], _shape.Categories[i]));
            _categories[i] = category;
            _cells[i] = category < 0 ? -1 : _shape.FirstCells[i] + category;
        }
    }

    /// <summary>The sample as a leaf sees it that watches some columns, or all of them.</summary>
    /// <param name="columns">The columns in ascending order; null: all.</param>
    public LeafView Seen(ushort[]? columns)
    {
        if (columns is null) return new LeafView(_numbers, _cells, _shape.Categories);

        if (_someNumbers.Length + _someCells.Length == 0)
        {
            _someNumbers = new float[_shape.Numerics];
            (_someCells, _someSizes) = (new int[_shape.Nominals], new int[_shape.Nominals]);
        }

        var (numerics, nominals, cell) = (0, 0, 0);
        foreach (var column in columns)
        {
            if (column < _shape.Numerics)
            {
                _someNumbers[numerics++] = _numbers[column];
                continue;
            }

            var (category, size) = (_categories[column - _shape.Numerics], _shape.Categories[column - _shape.Numerics]);
            _someCells[nominals] = category < 0 ? -1 : cell + category;
            _someSizes[nominals++] = size;
            cell += size;
        }

        return new LeafView(_someNumbers.AsSpan(0, numerics), _someCells.AsSpan(0, nominals), _someSizes.AsSpan(0, nominals));
    }

    private static int FirstSet(ReadOnlySpan<float> block)
    {
        for (var i = 0; i < block.Length; i++)
        {
            if (block[i] != 0) return i;
        }

        return -1;
    }
}

/// <summary>A sample's values in the columns that a leaf watches.</summary>
/// <param name="numbers">The numeric ones.</param>
/// <param name="cells">For each nominal one the index of its category's count among a class's counts; −1: missing.</param>
/// <param name="sizes">For each nominal one how many categories there are.</param>
internal readonly ref struct LeafView(ReadOnlySpan<float> numbers, ReadOnlySpan<int> cells, ReadOnlySpan<int> sizes)
{
    public ReadOnlySpan<float> Numbers { get; } = numbers;

    public ReadOnlySpan<int> Cells { get; } = cells;

    public ReadOnlySpan<int> Sizes { get; } = sizes;
}
