using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cartel.Learning;

/// <summary>Takes an encoded sample apart: its numbers side by side, padded with zeros to whole vectors, and its categories.</summary>
internal sealed class ColumnLayout
{
    /// <summary>Twice this is still a float: no difference of two numbers overflows.</summary>
    public const float Largest = 1.7e38f;

    private readonly int[] _numeric;
    private readonly (int Encoded, int Offset, int Length)[] _nominal;

    public ColumnLayout(FeatureSchema schema)
    {
        var (numeric, nominal, units) = (new List<int>(), new List<(int, int, int)>(), new List<bool>());
        var (position, categories) = (0, 0);
        foreach (var feature in schema.Features)
        {
            if (feature.Kind is FeatureKind.Nominal)
            {
                nominal.Add((position, categories, feature.EncodedLength));
                categories += feature.EncodedLength;
            }
            else
            {
                numeric.Add(position);
                units.Add(feature.Kind is FeatureKind.Unit);
            }

            position += feature.EncodedLength;
        }

        (_numeric, _nominal, IsUnit, Categories) = ([.. numeric], [.. nominal], [.. units], categories);
        Padded = Lanes.RoundUp(_numeric.Length);
    }

    /// <summary>How many columns hold numbers, numeric or unit ones.</summary>
    public int Numbers => _numeric.Length;

    /// <summary>Their number rounded up to whole vectors.</summary>
    public int Padded { get; }

    /// <summary>Of each number, whether it is a unit column's.</summary>
    public bool[] IsUnit { get; }

    /// <summary>How many nominal columns there are.</summary>
    public int Blocks => _nominal.Length;

    /// <summary>How many categories the nominal columns have together.</summary>
    public int Categories { get; }

    /// <summary>Where each number stands in an encoded sample.</summary>
    public ReadOnlySpan<int> NumericAt => _numeric;

    /// <summary>Where each category of the nominal columns stands in an encoded sample.</summary>
    public int[] CategoriesAt() => [.. _nominal.SelectMany(static block => Enumerable.Range(block.Encoded, block.Length))];

    /// <summary>Where a nominal column's categories lie in a table of all.</summary>
    public Range CategoriesOf(int block) => _nominal[block].Offset..(_nominal[block].Offset + _nominal[block].Length);

    /// <summary>How many categories a nominal column has.</summary>
    public int LengthOf(int block) => _nominal[block].Length;

    /// <summary>Reads a sample.</summary>
    /// <param name="features">Encoded; finite.</param>
    /// <param name="numbers">Length <see cref="Padded"/>; within ±<see cref="Largest"/>; its padding stays as it is.</param>
    /// <param name="categories">Per nominal column the place in a table of all categories, or −1: missing or unseen.</param>
    public void Read(ReadOnlySpan<float> features, Span<float> numbers, Span<int> categories)
    {
        if (_nominal.Length == 0) features.CopyTo(numbers);
        else
        {
            for (var i = 0; i < _numeric.Length; i++) numbers[i] = features[_numeric[i]];
        }

        var lanes = MemoryMarshal.Cast<float, Vector256<float>>(numbers);
        var most = Vector256.Create(Largest);
        for (var i = 0; i < lanes.Length; i++) lanes[i] = Vector256.Min(Vector256.Max(lanes[i], -most), most);
        for (var i = 0; i < _nominal.Length; i++)
        {
            var (encoded, offset, length) = _nominal[i];
            var block = features.Slice(encoded, length);
            var category = 0;
            while (category < block.Length && !(block[category] >= 0.5f)) category++;
            categories[i] = category < block.Length ? offset + category : -1;
        }
    }
}
