using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Whether what is predicted of the last 200 samples without labels differs from what was predicted before.</summary>
/// <remarks>
/// <para>Every 50 samples the predictions are tested against those of the labelled window (<see cref="HomogeneityTest"/>), at 3.7
/// standard deviations: one false alarm in 50 / 1.1·10⁻⁴ = 460,000 samples at most. Where labels come seldom the labelled
/// window reaches far back, and that is what the mix is compared with.</para>
/// <para>After an alarm the mix is compared with the one at the alarm: a shift is reported once.</para>
/// </remarks>
internal sealed class PredictedMix(int classes)
{
    private const int Window = 200;
    private const int Least = 100;
    private const int TestEvery = 50;
    private const double Deviations = 3.7;

    private readonly Queue<int> _latest = new();
    private readonly long[] _counts = new long[classes];
    private readonly long[] _reported = new long[classes];
    private int _untested;

    /// <summary>The samples of the window by prediction.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Takes the prediction of a sample without a label.</summary>
    /// <param name="predicted">The class.</param>
    /// <param name="labelled">The labelled window's samples by prediction.</param>
    /// <returns>Whether the mix is another one from here on.</returns>
    public bool Add(int predicted, ReadOnlySpan<long> labelled)
    {
        _latest.Enqueue(predicted);
        _counts[predicted]++;
        if (_latest.Count > Window) _counts[_latest.Dequeue()]--;
        if (++_untested < TestEvery) return false;

        _untested = 0;
        var reference = _reported.Sum() > 0 ? _reported : labelled;
        if (_latest.Count < Least || HomogeneityTest.Deviations(reference, _counts) < Deviations) return false;

        _counts.CopyTo(_reported, 0);
        return true;
    }

    /// <summary>Has the mix compared with the labelled window's again.</summary>
    public void Settle() => Array.Clear(_reported);

    /// <summary>Forgets everything.</summary>
    public void Forget()
    {
        _latest.Clear();
        _untested = 0;
        Array.Clear(_counts);
        Settle();
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_untested);
        writer.Write(_latest.Count);
        foreach (var predicted in _latest) writer.Write(predicted);
        foreach (var count in _reported) writer.Write(count);
    }

    public void Restore(ref SpanReader reader)
    {
        _untested = reader.Int32();
        var count = reader.Int32();
        if (_untested is < 0 or >= TestEvery || count is < 0 or > Window) throw new ModelFormatException($"{count} predictions, {_untested} of them untested");

        for (var i = 0; i < count; i++)
        {
            var predicted = reader.Int32();
            if (predicted < 0 || predicted >= _counts.Length) throw new ModelFormatException($"a prediction of class {predicted}");
            _latest.Enqueue(predicted);
            _counts[predicted]++;
        }

        for (var i = 0; i < _reported.Length; i++) _reported[i] = reader.Count();
    }
}
