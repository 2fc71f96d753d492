using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>What a phase makes of a row: another label, moved features.</summary>
internal sealed class RowChange
{
    private readonly int[] _labels;
    private readonly float[]? _offsets;
    private readonly bool[] _isUnit;

    private RowChange(WorkloadPhase phase, IDataSet data)
    {
        var schema = data.Schema;
        _labels = [.. schema.Classes.Select((name, label) => phase.Relabel?.GetValueOrDefault(name) is { } other ? schema.IndexOfClass(other) : label)];
        _isUnit = [.. schema.Features.Select(static feature => feature.Kind is FeatureKind.Unit)];
        _offsets = phase.Shift is null ? null : Offsets(phase.Shift, data);
    }

    /// <summary>Whether values differ from the data set's.</summary>
    public bool MovesFeatures => _offsets is not null;

    /// <summary>Null where a phase leaves rows as they are.</summary>
    public static RowChange? Of(WorkloadPhase phase, IDataSet data) => phase.Relabel is null && phase.Shift is null ? null : new(phase, data);

    /// <summary>Changes a sample in place; a missing value stays missing, and a unit one within [0, 1].</summary>
    public void Apply(Sample sample)
    {
        sample.Label = _labels[sample.Label];
        if (_offsets is null) return;

        for (var i = 0; i < _offsets.Length; i++)
        {
            if (_offsets[i] == 0) continue;

            sample.Values[i] += _offsets[i];
            if (_isUnit[i]) sample.Values[i] = Math.Clamp(sample.Values[i], 0, 1);
        }
    }

    private static float[] Offsets(FeatureShift shift, IDataSet data)
    {
        var features = data.Schema.Features;
        var deviations = Deviations(data);
        var random = SeededRandom.For(shift.Seed, StableHash.Of("shift"));
        var offsets = new float[features.Count];
        for (var i = 0; i < offsets.Length; i++)
        {
            var (chosen, up) = (random.NextDouble() < shift.Share, random.NextDouble() < 0.5);
            if (chosen && features[i].Kind is not FeatureKind.Nominal) offsets[i] = (float)(shift.Deviations * deviations[i] * (up ? 1 : -1));
        }

        return offsets;
    }

    // Of at most some thousand rows, evenly spread: a scale, no estimate to report.
    private static double[] Deviations(IDataSet data)
    {
        const int MostRows = 4_096;
        var columns = data.Schema.Features.Count;
        var (sums, squares, counts, values) = (new double[columns], new double[columns], new int[columns], new float[columns]);
        for (long i = 0, rows = Math.Min(MostRows, data.Count); i < rows; i++)
        {
            data.Read((int)(i * data.Count / rows), values);
            for (var column = 0; column < columns; column++)
            {
                if (!float.IsFinite(values[column])) continue;

                (sums[column], squares[column], counts[column]) =
                    (sums[column] + values[column], squares[column] + ((double)values[column] * values[column]), counts[column] + 1);
            }
        }

        return [.. sums.Select((sum, i) => counts[i] == 0 ? 0 : Math.Sqrt(Math.Max(0, (squares[i] / counts[i]) - (sum / counts[i] * (sum / counts[i])))))];
    }
}
