using Cartel.Learning;

namespace Cartel.Onnx;

/// <summary>All leaves' densities side by side: a row each, and one of nothing for classes and leaves that have none.</summary>
internal sealed class DensityTables
{
    private readonly IReadOnlyList<FormulaLeaf> _leaves;
    private readonly FormulaDensity[] _densities;

    public DensityTables(IReadOnlyList<FormulaLeaf> leaves, int classes)
    {
        (_leaves, _densities) = (leaves, [.. leaves.SelectMany(static leaf => leaf.Densities)]);
        // A leaf that watches fewer features looks at the first one for the rest, with no precision.
        Width = leaves.Max(static leaf => leaf.Densities.Count > 0 ? leaf.Watched.Length : 1);
        Slots = new long[leaves.Count * classes];
        Array.Fill(Slots, _densities.Length);
        var slot = 0;
        for (var i = 0; i < leaves.Count; i++)
        {
            foreach (var density in leaves[i].Densities) Slots[(i * classes) + density.Label] = slot++;
        }
    }

    /// <summary>How many rows the tables of densities have: the last is of nothing.</summary>
    public int Count => _densities.Length + 1;

    /// <summary>How many features a row has.</summary>
    public int Width { get; }

    /// <summary>How many numbers a table has.</summary>
    public long Numbers => (long)Count * Width;

    /// <summary>For each leaf and class its row.</summary>
    public long[] Slots { get; }

    /// <summary>For each row its constant; −∞ in the last.</summary>
    public double[] Constants => [.. _densities.Select(static density => density.Constant), double.NegativeInfinity];

    /// <summary>For each row a mean per feature.</summary>
    public float[] Means => Table(static density => density.Means);

    /// <summary>For each row a precision per feature.</summary>
    public float[] Precisions => Table(static density => density.Precisions);

    /// <summary>The features that all leaves look at; null: each has its own.</summary>
    public long[]? SameFeatures
    {
        get
        {
            var first = _leaves.First(static leaf => leaf.Densities.Count > 0).Watched;
            return _leaves.All(leaf => leaf.Densities.Count == 0 || leaf.Watched.AsSpan().SequenceEqual(first)) ? [.. first.Select(static feature => (long)feature)] : null;
        }
    }

    /// <summary>For each leaf the features that it looks at.</summary>
    public long[] Features
    {
        get
        {
            var features = new long[_leaves.Count * Width];
            for (var i = 0; i < _leaves.Count; i++)
            {
                for (var j = 0; j < _leaves[i].Watched.Length; j++) features[(i * Width) + j] = _leaves[i].Watched[j];
            }

            return features;
        }
    }

    private float[] Table(Func<FormulaDensity, float[]> row)
    {
        var table = new float[Numbers];
        for (var i = 0; i < _densities.Length; i++) row(_densities[i]).CopyTo(table, (long)i * Width);
        return table;
    }
}
