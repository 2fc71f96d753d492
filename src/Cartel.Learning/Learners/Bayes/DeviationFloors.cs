namespace Cartel.Learning;

/// <summary>The least deviation that naive Bayes believes of a class, per number: a share of the whole column's.</summary>
/// <remarks>
/// A class that has always had one value in a column would otherwise exclude every other value for good. Unit columns
/// share their unit, and so one floor. Set anew whenever the number of samples is a power of two, and by a merge.
/// </remarks>
internal sealed class DeviationFloors
{
    public static float ShareOfColumn = float.Parse(Environment.GetEnvironmentVariable("NB_SHARE") ?? "0.01");
    public static float OfUnits = float.Parse(Environment.GetEnvironmentVariable("NB_UNIT") ?? "0.1");

    private readonly ColumnLayout _layout;
    private readonly float[] _values;

    public DeviationFloors(ColumnLayout layout)
    {
        (_layout, _values) = (layout, new float[layout.Padded]);
        for (var i = 0; i < layout.Numbers; i++) _values[i] = layout.IsUnit[i] ? OfUnits : 0;
    }

    /// <summary>One per number, and 0 in the padding.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Takes them from what all classes together have seen.</summary>
    public void Set(ReadOnlySpan<ClassStatistics?> classes)
    {
        var all = new ClassStatistics(_layout);
        foreach (var known in classes)
        {
            if (known is not null) all.Pool(known);
        }

        for (var i = 0; i < _layout.Numbers; i++)
        {
            if (!_layout.IsUnit[i]) _values[i] = ShareOfColumn * (float)Math.Sqrt(all.Squares[i] / Math.Max(1, all.Count));
        }
    }

    public DeviationFloors Clone()
    {
        var copy = new DeviationFloors(_layout);
        _values.CopyTo(copy._values, 0);
        return copy;
    }

    public void Write(BinaryWriter writer)
    {
        foreach (var value in _values.AsSpan(0, _layout.Numbers)) writer.Write(value);
    }

    public static DeviationFloors Read(ColumnLayout layout, ref SpanReader reader)
    {
        var read = new DeviationFloors(layout);
        reader.Floats(read._values.AsSpan(0, layout.Numbers));
        if (read._values.Any(static value => value < 0)) throw new ModelFormatException("a floor of a deviation is negative");
        return read;
    }
}
