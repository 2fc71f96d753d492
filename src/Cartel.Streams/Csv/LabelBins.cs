using System.Globalization;
using System.Text;

namespace Cartel.Streams;

/// <summary>Makes classes of a measured label: bins between rising limits, each limit belonging to the bin below it.</summary>
/// <remarks>The limits 35 and 75 make the classes <c>to 35</c>, <c>35 to 75</c> and <c>above 75</c>.</remarks>
internal sealed class LabelBins
{
    private readonly float[] _limits;
    private readonly byte[][] _names;

    /// <exception cref="DataSpecException">A limit is no finite number, or not above the one before.</exception>
    public LabelBins(string spec, string[] limits)
    {
        _limits = new float[limits.Length];
        for (var i = 0; i < limits.Length; i++)
        {
            if (!float.TryParse(limits[i], NumberStyles.Float, CultureInfo.InvariantCulture, out _limits[i]) || !float.IsFinite(_limits[i])
                || (i > 0 && _limits[i] <= _limits[i - 1]))
            {
                throw new DataSpecException(spec, $"bins: “{limits[i]}” is not a number{(i > 0 ? $" above {limits[i - 1]}" : "")}; limits rise, as in bins=35,75,115");
            }
        }

        Names = [$"to {limits[0]}", .. limits.Zip(limits.Skip(1), static (from, to) => $"{from} to {to}"), $"above {limits[^1]}"];
        _names = [.. Names.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The classes, from the lowest.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The name of a value's class in UTF-8.</summary>
    /// <returns>False if the field holds no finite number.</returns>
    public bool TryName(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (CsvNumber.Read(field, out var value) is not CsvValue.Number) return false;

        var bin = 0;
        while (bin < _limits.Length && value > _limits[bin]) bin++;
        name = _names[bin];
        return true;
    }
}
