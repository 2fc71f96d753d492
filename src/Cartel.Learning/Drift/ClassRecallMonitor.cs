namespace Cartel.Learning;

/// <summary>Watches the recall of each class by a detector of its own.</summary>
/// <remarks>
/// <para>A sample of class k is shown to k's detector alone: 1 if it was predicted as another class, 0 if not. The mean of what
/// that detector sees is 1 − recall(k). Its signal is the monitor's, and tells of the class of the label just observed; after a
/// drift only that detector starts afresh.</para>
/// <para>An error rate averages over the classes: that of a class which is a hundredth of the stream may double unnoticed. Here it
/// is noticed after as many samples <em>of that class</em> as a detector needs. If each detector errs once in n values at most,
/// so does the monitor, since every sample is one value of one detector: no correction for the number of classes.</para>
/// <para>Deviation from DDM-OCI, which watches one faded mean per minority class by DDM's rule: any detector will do.</para>
/// <para>Time and allocation a sample are the detector's, memory as many times as there are classes. Not thread-safe: one
/// instance serves one stream. A saved state holds each detector's, not the settings.</para>
/// <para>S. Wang, L. L. Minku, D. Ghezzi, D. Caltabiano, P. Tiňo and X. Yao, “Concept drift detection for online class imbalance
/// learning”, International Joint Conference on Neural Networks, 2013, 1–10.</para>
/// </remarks>
public sealed class ClassRecallMonitor : IPredictionMonitor
{
    private const int Format = 0x314D5243; // "CRM1"

    private readonly string _detector;
    private IDriftDetector[] _ofClass;

    /// <summary>Makes a monitor that has seen nothing.</summary>
    /// <param name="classes">How many classes there are; above 0.</param>
    /// <param name="detector">The detector of each class, as <see cref="DriftDetectors.Create"/> takes it.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no class.</exception>
    /// <exception cref="ArgumentException">There is no such detector, or it has no such setting.</exception>
    public ClassRecallMonitor(int classes, string detector = DriftDetectors.Default)
    {
        Require.Positive(classes);
        _detector = detector;
        _ofClass = CreateDetectors(classes);
    }

    /// <inheritdoc/>
    public DriftSignal Observe(int label, int predicted)
    {
        Require.Between(label, 0, _ofClass.Length - 1);
        Require.Between(predicted, Sample.Unlabelled, _ofClass.Length - 1);
        return _ofClass[label].Observe(predicted == label ? 0 : 1);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MonitorReading> Readings =>
        [.. _ofClass.SelectMany(static (detector, label) => detector.Reading is { } reading ? [new MonitorReading(label, reading)] : Array.Empty<MonitorReading>())];

    /// <inheritdoc/>
    public void Reset()
    {
        foreach (var detector in _ofClass) detector.Reset();
    }

    /// <inheritdoc/>
    public byte[] Save()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Format);
        writer.Write(_ofClass.Length);
        foreach (var detector in _ofClass)
        {
            var state = detector.Save();
            writer.Write(state.Length);
            writer.Write(state);
        }

        return bytes.ToArray();
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> state)
    {
        var reader = new SpanReader(state);
        if (reader.Int32() != Format) throw new ModelFormatException("not the state of a class-recall monitor, version 1");

        var classes = reader.Int32();
        if (classes != _ofClass.Length) throw new ModelFormatException($"a class-recall monitor of {classes} classes; {_ofClass.Length} are due");

        var restored = CreateDetectors(classes);
        foreach (var detector in restored) detector.Restore(reader.Bytes(reader.Int32()));
        reader.End();
        _ofClass = restored;
    }

    private IDriftDetector[] CreateDetectors(int classes) => [.. Enumerable.Range(0, classes).Select(_ => DriftDetectors.Create(_detector))];
}
