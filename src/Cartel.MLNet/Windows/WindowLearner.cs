using System.Text;
using Cartel.Learning;

namespace Cartel.MLNet;

/// <summary>A learner that keeps its last samples and trains on all of them again from time to time, one class versus the rest.</summary>
/// <remarks>
/// <para>A class is trained as soon as it has a sample in the window and another class is known. One that was borrowed, or of which the window has
/// none any more, keeps its row; the others learn from samples drawn of its sketch not to fire on it (<see cref="TrainingSet"/>).</para>
/// <para>Memory: the window, 4 bytes a value. Nothing is allocated for a sample but where it trains, which takes the time of a batch
/// (<see cref="TrainingPace"/> says when). Same settings, same samples, same merges: same model.</para>
/// </remarks>
internal abstract class WindowLearner : IOnlineLearner
{
    private readonly SampleWindow _window;
    private readonly TrainingPace _pace;

    private protected WindowLearner(FeatureSchema schema, WindowSettings settings)
    {
        (Schema, Settings) = (schema, settings);
        _window = new SampleWindow(settings.Window, schema.EncodedLength);
        _pace = new TrainingPace(settings.Period);
    }

    public string Kind => LearnerPlugins.KindIn(Settings.Text);

    public FeatureSchema Schema { get; }

    public abstract long SamplesLearned { get; }

    public long ModelBytes => _window.Bytes + ParametersBytes;

    /// <summary>How often it has trained.</summary>
    internal long Trainings { get; private set; }

    private protected WindowSettings Settings { get; }

    private protected abstract long ParametersBytes { get; }

    public abstract long Evidence(int label);

    public abstract Prediction Predict(ReadOnlySpan<float> features);

    public abstract void Score(ReadOnlySpan<float> features, Span<float> probabilities);

    public void Learn(ReadOnlySpan<float> features, int label)
    {
        Schema.RequireFeatures(features);
        Schema.RequireLabel(label);
        var isNew = SketchOf(label) is null;
        Note(features, label);
        _window.Add(features, label);
        if (_pace.Count(isNew)) Train();
    }

    public abstract IReadOnlyList<ModelPart> Partition(IReadOnlyList<int> classes);

    public abstract void Merge(IReadOnlyList<ModelPart> parts, MergeStyle style, int seed);

    public IOnlineLearner Clone()
    {
        var copy = New();
        copy.Trainings = Trainings;
        _window.CopyTo(copy._window);
        _pace.CopyTo(copy._pace);
        CopyModelTo(copy);
        return copy;
    }

    public IOnlineLearner Untrained() => New();

    /// <remarks>After the header: text (length byte, ASCII), seed (4 bytes), trainings so far (8), pace, window, and the model.</remarks>
    public byte[] Save()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.ASCII);
        OnlineLearner.WriteHeader(writer, Kind, Schema);
        writer.Write((byte)Settings.Text.Length);
        writer.Write(Encoding.ASCII.GetBytes(Settings.Text));
        writer.Write(Settings.Seed);
        writer.Write(Trainings);
        _pace.Write(writer);
        _window.Write(writer);
        WriteModel(writer);
        return stream.ToArray();
    }

    /// <summary>Reads the state behind text and seed into a learner that was made by them.</summary>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public void Restore(ref SpanReader reader)
    {
        Trainings = reader.Count();
        _pace.Read(ref reader);
        _window.Read(ref reader, Schema.Classes.Count);
        ReadModel(ref reader);
    }

    /// <summary>Trains every class that the window has, if there is another to tell it from.</summary>
    /// <param name="except">Classes that stay as they are; null: none.</param>
    private protected void Train(IReadOnlyList<int>? except = null)
    {
        var sketches = Enumerable.Range(0, Schema.Classes.Count).Select(SketchOf).ToArray();
        if (sketches.Count(static sketch => sketch is not null) < 2 || _window.Count == 0) return;

        Trainings++;
        var set = TrainingSet.Of(_window, sketches, [.. Enumerable.Range(0, sketches.Length).Select(Evidence)], SeedOf(-1));
        Train(set, [.. Enumerable.Range(0, sketches.Length).Where(label => _window.CountOf(label) > 0 && except?.Contains(label) is not true)]);
    }

    /// <summary>A seed of its own for each training and class.</summary>
    private protected int SeedOf(int label) => (int)(SeededRandom.For(Settings.Seed, Trainings, label).NextBits() >> 33);

    /// <summary>What a class's samples looked like; null: it is not known.</summary>
    private protected abstract ClassSketch? SketchOf(int label);

    /// <summary>Counts a sample and takes it into its class's sketch.</summary>
    private protected abstract void Note(ReadOnlySpan<float> features, int label);

    /// <summary>Trains some classes, each versus the rest.</summary>
    private protected abstract void Train(TrainingSet set, IReadOnlyList<int> classes);

    /// <summary>A learner of the same settings that has learned nothing.</summary>
    private protected abstract WindowLearner New();

    private protected abstract void CopyModelTo(WindowLearner other);

    private protected abstract void WriteModel(BinaryWriter writer);

    private protected abstract void ReadModel(ref SpanReader reader);
}
