using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>The paper's rule: an alarm when the error rate lies above a limit L in W consecutive batches of m samples.</summary>
/// <remarks>
/// <para>Daga et al., SoCC 2019, give the rule and leave L, W and m open; a node whose error cannot be brought below L alarms for
/// ever. After an alarm the count of batches begins anew, so that alarms are at least W·m samples apart.</para>
/// <para>With an irreducible error rate p the chance of an alarm at the end of a batch is P(Binomial(m, p) &gt; L·m)ᵂ: at p = 0.05,
/// L = 0.1 and m = 100 it is 0.0115 for W = 1, 1.5·10⁻⁶ for W = 3 and 2·10⁻¹⁰ for W = 5.</para>
/// <para>The classes that need help are those whose own error rate over the W batches lies above L.</para>
/// </remarks>
/// <param name="limit">L, an error rate; from 0 to below 1.</param>
/// <param name="window">W, in batches; above 0.</param>
/// <param name="batch">m, in samples; above 0.</param>
/// <param name="classes">How many classes there are; above 0.</param>
internal sealed class PaperTrigger(double limit, int window, int batch, int classes) : IDriftTrigger
{
    private readonly double _limit = Require.Between(limit, 0, 1);
    private readonly int _window = Require.Positive(window);
    private readonly int _batch = Require.Positive(batch);
    private readonly long[] _labels = new long[Require.Positive(classes)];
    private readonly long[] _errors = new long[classes];
    private int _above;
    private int _samples;
    private int _wrong;

    /// <inheritdoc/>
    public IReadOnlyList<int> Observe(int label, int predicted, ClassOutcomes outcomes)
    {
        var error = predicted == label ? 0 : 1;
        _labels[label]++;
        _errors[label] += error;
        _wrong += error;
        if (++_samples < _batch) return [];

        var above = _wrong > _limit * _batch;
        (_samples, _wrong) = (0, 0);
        if (!above)
        {
            Forget();
            return [];
        }

        if (++_above < _window) return [];

        IReadOnlyList<int> needs = [.. Enumerable.Range(0, _labels.Length).Where(IsAbove).OrderByDescending(k => (double)_errors[k] / _labels[k])];
        Forget();
        return needs;
    }

    /// <inheritdoc/>
    /// <remarks>The batches above the limit so far, beside how many make an alarm.</remarks>
    public IEnumerable<TriggerReading> Readings => [new TriggerReading(DriftTriggers.Paper, null, new DetectorReading(_above, _window))];

    /// <inheritdoc/>
    public void Forget()
    {
        (_above, _samples, _wrong) = (0, 0, 0);
        Array.Clear(_labels);
        Array.Clear(_errors);
    }

    /// <inheritdoc/>
    public byte[] Save()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(_above);
        writer.Write(_samples);
        writer.Write(_wrong);
        foreach (var count in _labels.Concat(_errors)) writer.Write(count);
        return bytes.ToArray();
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> state)
    {
        var reader = new SpanReader(state);
        (_above, _samples, _wrong) = (reader.Int32(), reader.Int32(), reader.Int32());
        for (var i = 0; i < _labels.Length; i++) _labels[i] = reader.Count();
        for (var i = 0; i < _errors.Length; i++) _errors[i] = reader.Count();
        reader.End();
        if (_above < 0 || _above >= _window || _samples < 0 || _samples >= _batch || _wrong < 0 || _wrong > _samples || Enumerable.Range(0, _labels.Length).Any(i => _errors[i] > _labels[i]))
            throw new ModelFormatException($"{_above} batches above the limit and {_wrong} errors among {_samples} samples");
    }

    private bool IsAbove(int label) => _errors[label] > _limit * _labels[label];
}
