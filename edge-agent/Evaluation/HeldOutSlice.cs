using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Agent;

/// <summary>Scores models on rows of the agent's current distribution that no agent ever learns from.</summary>
/// <remarks>A sliding prequential window hides how quick a recovery is by its length; this does not (CARTEL.md, section 5).</remarks>
internal sealed class HeldOutSlice(WorkloadSource source, IDataSet data, ISampleEncoder encoder)
{
    /// <summary>Both models are scored every so many samples.</summary>
    public const int Every = 10;

    private readonly float[] _values = new float[data.Schema.Features.Count];
    private float[][] _features = [];
    private int[] _labels = [];
    private long _phase = -1;

    public (double Own, double Twin) Score(Func<ReadOnlySpan<float>, int> own, Func<ReadOnlySpan<float>, int> twin)
    {
        Refresh();
        var (ownRight, twinRight) = (0, 0);
        for (var i = 0; i < _labels.Length; i++)
        {
            if (own(_features[i]) == _labels[i]) ownRight++;
            if (twin(_features[i]) == _labels[i]) twinRight++;
        }

        return ((double)ownRight / _labels.Length, (double)twinRight / _labels.Length);
    }

    private void Refresh()
    {
        // The slice in force for the sample that comes next: right after a change it is the new distribution's.
        var phase = source.PhaseStart(source.Position);
        if (phase == _phase) return;

        var rows = source.HeldOut(source.Position);
        _features = [.. rows.Select(Encode)];
        _labels = [.. rows.Select(data.Label)];
        _phase = phase;
    }

    private float[] Encode(int row)
    {
        data.Read(row, _values);
        var features = new float[encoder.Length];
        encoder.Encode(_values, features);
        return features;
    }
}
