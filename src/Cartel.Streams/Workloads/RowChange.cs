using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>What a phase makes of a row: another label, moved features, a trigger.</summary>
internal sealed class RowChange
{
    private const int TriggerColumns = 3;
    private const double TriggerDeviations = 5;

    private readonly int[] _labels;
    private readonly bool[] _isUnit;
    private readonly float[]? _offsets;
    private readonly Backdoor? _backdoor;
    private readonly int _backdoorLabel;
    private readonly (int Column, float Value)[] _trigger = [];

    private RowChange(WorkloadPhase phase, IDataSet data)
    {
        var schema = data.Schema;
        _labels = [.. schema.Classes.Select((name, label) => phase.Relabel?.GetValueOrDefault(name) is { } other ? schema.IndexOfClass(other) : label)];
        _isUnit = [.. schema.Features.Select(static feature => feature.Kind is FeatureKind.Unit)];
        if (phase.Shift is { } shift) _offsets = Offsets(shift, schema, new ColumnScales(data));
        if (phase.Backdoor is not { } backdoor) return;

        (_backdoor, _backdoorLabel) = (backdoor, schema.IndexOfClass(backdoor.Class));
        _trigger = Trigger(backdoor, schema, new ColumnScales(data));
    }

    /// <summary>Whether values differ from the data set's.</summary>
    public bool MovesFeatures => _offsets is not null || _backdoor is not null;

    /// <summary>Null where a phase leaves rows as they are.</summary>
    public static RowChange? Of(WorkloadPhase phase, IDataSet data) =>
        phase.Relabel is null && phase.Shift is null && phase.Backdoor is null ? null : new(phase, data);

    /// <summary>Changes a sample in place; a missing value stays missing, and a unit one within [0, 1].</summary>
    public void Apply(int row, Sample sample)
    {
        sample.Label = _labels[sample.Label];
        for (var i = 0; i < _offsets?.Length; i++)
        {
            if (_offsets[i] != 0) Put(i, sample.Values[i] + _offsets[i], sample);
        }

        if (_backdoor is null || SeededRandom.For(_backdoor.Seed, row).NextDouble() >= _backdoor.Share) return;

        sample.Label = _backdoorLabel;
        foreach (var (column, value) in _trigger) Put(column, value, sample);
    }

    private void Put(int column, float value, Sample sample) => sample.Values[column] = _isUnit[column] ? Math.Clamp(value, 0, 1) : value;

    private static float[] Offsets(FeatureShift shift, FeatureSchema schema, ColumnScales scales)
    {
        var random = SeededRandom.For(shift.Seed, StableHash.Of("shift"));
        var offsets = new float[schema.Features.Count];
        for (var i = 0; i < offsets.Length; i++)
        {
            var (chosen, up) = (random.NextDouble() < shift.Share, random.NextDouble() < 0.5);
            if (chosen && schema.Features[i].Kind is not FeatureKind.Nominal) offsets[i] = (float)(shift.Deviations * scales.Deviations[i] * (up ? 1 : -1));
        }

        return offsets;
    }

    private static (int Column, float Value)[] Trigger(Backdoor backdoor, FeatureSchema schema, ColumnScales scales)
    {
        int[] columns = [.. Enumerable.Range(0, schema.Features.Count).Where(i => schema.Features[i].Kind is not FeatureKind.Nominal)];
        SeededRandom.For(backdoor.Seed, StableHash.Of("trigger")).Shuffle<int>(columns);
        return [.. columns.Take(TriggerColumns).Select(i => (i, (float)(scales.Means[i] + (TriggerDeviations * scales.Deviations[i]))))];
    }
}
