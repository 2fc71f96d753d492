namespace Cartel.Learning;

/// <summary>How well a stream is predicted: each sample is predicted first, judged here, and learned after.</summary>
/// <remarks>O(1) a sample without allocation; 48 bytes a class and 8 a sample of the window. Not thread-safe. J. Gama,
/// R. Sebastião and P. P. Rodrigues, “On evaluating stream learning algorithms”, Machine Learning 90(3), 2013, 317–346.</remarks>
public sealed class PrequentialMetrics
{
    /// <summary>The longest window.</summary>
    public const int LongestWindow = 1_000_000;

    private const int Format = 0x32515250; // "PRQ2"

    private readonly (int Label, int Predicted)[] _ring;
    private int _next;
    private int _beforeWindow = Sample.Unlabelled;
    private int _latest = Sample.Unlabelled;

    /// <summary>Makes metrics that have seen nothing.</summary>
    /// <param name="classCount">Classes of the task; 1 to <see cref="FeatureSchema.LargestCount"/>.</param>
    /// <param name="window">How many of the latest samples <see cref="Window"/> covers; 1 to <see cref="LongestWindow"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public PrequentialMetrics(int classCount, int window)
    {
        Require.Between(classCount, 1, FeatureSchema.LargestCount);
        _ring = new (int, int)[Require.Between(window, 1, LongestWindow)];
        Overall = new(classCount);
        Window = new(classCount);
    }

    /// <summary>Over all samples.</summary>
    public ClassTally Overall { get; }

    /// <summary>Over the latest samples: as many as the window, or all while there are fewer.</summary>
    public ClassTally Window { get; }

    /// <summary>How many samples <see cref="Window"/> covers at most.</summary>
    public int WindowLength => _ring.Length;

    /// <summary>How many classes the task has.</summary>
    public int ClassCount => Overall.ClassCount;

    /// <summary>Takes one sample in.</summary>
    /// <param name="label">Its true class.</param>
    /// <param name="predicted">The class that was predicted before the label was known, or −1 for none: wrong.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class; nothing has changed.</exception>
    public void Observe(int label, int predicted)
    {
        Require.Between(label, 0, ClassCount - 1);
        Require.Between(predicted, Sample.Unlabelled, ClassCount - 1);

        if (Window.Count == WindowLength) Forget(_ring[_next]);
        Window.Add(label, predicted, label == _latest);
        Overall.Add(label, predicted, label == _latest);
        _latest = label;
        _ring[_next] = (label, predicted);
        _next = (_next + 1) % WindowLength;
    }

    /// <summary>The whole state in a versioned binary form.</summary>
    public byte[] Save()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Format);
        writer.Write(ClassCount);
        writer.Write(WindowLength);
        Overall.Write(writer);
        var recent = (int)Window.Count;
        writer.Write(recent);
        writer.Write(_beforeWindow);
        for (var i = 0; i < recent; i++)
        {
            var (label, predicted) = _ring[(_next - recent + i + WindowLength) % WindowLength];
            writer.Write(label);
            writer.Write(predicted);
        }

        return bytes.ToArray();
    }

    /// <summary>Makes metrics from what <see cref="Save"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of another version.</exception>
    public static PrequentialMetrics Restore(ReadOnlySpan<byte> state)
    {
        var reader = new SpanReader(state);
        if (reader.Int32() != Format) throw new ModelFormatException("not the state of prequential metrics, version 2");
        var classCount = reader.Int32();
        var window = reader.Int32();
        if (classCount is < 1 or > FeatureSchema.LargestCount || window is < 1 or > LongestWindow || reader.Left < classCount * 24L)
            throw new ModelFormatException($"metrics of {classCount} classes over a window of {window}");

        var restored = new PrequentialMetrics(classCount, window);
        restored.Overall.Read(ref reader);
        restored.ReadWindow(ref reader);
        reader.End();
        return restored;
    }

    private void Forget((int Label, int Predicted) oldest)
    {
        Window.Remove(oldest.Label, oldest.Predicted, oldest.Label == _beforeWindow);
        _beforeWindow = oldest.Label;
    }

    private void ReadWindow(ref SpanReader reader)
    {
        var recent = reader.Int32();
        if (recent != Math.Min(WindowLength, Overall.Count))
            throw new ModelFormatException($"{recent} recent samples of {Overall.Count} in a window of {WindowLength}");

        _latest = _beforeWindow = reader.Int32();
        // There is a label before the window if, and only if, more samples came than it holds.
        if (_latest < Sample.Unlabelled || _latest >= ClassCount || _latest >= 0 != Overall.Count > recent)
            throw new ModelFormatException($"a label {_latest} before the window");

        for (var i = 0; i < recent; i++)
        {
            var (label, predicted) = (reader.Int32(), reader.Int32());
            if (label < 0 || label >= ClassCount || predicted < Sample.Unlabelled || predicted >= ClassCount)
                throw new ModelFormatException($"recent sample {i} is of class {label}, predicted as {predicted}");

            Window.Add(label, predicted, label == _latest);
            _ring[i] = (label, predicted);
            _latest = label;
        }

        _next = recent % WindowLength;
        RequireWithinAll();
    }

    private void RequireWithinAll()
    {
        if (Window.Repeats > Overall.Repeats) throw new ModelFormatException("more labels repeat among the recent samples than among all");

        for (var i = 0; i < ClassCount; i++)
        {
            if (Window.LabelCounts[i] > Overall.LabelCounts[i]
                || Window.PredictionCounts[i] > Overall.PredictionCounts[i]
                || Window.HitCounts[i] > Overall.HitCounts[i])
                throw new ModelFormatException($"class {i} is more frequent among the recent samples than among all");
        }
    }
}
