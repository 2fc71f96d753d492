using System.Numerics.Tensors;
using System.Text;
using Cartel.Learning;

namespace Cartel.MLNet;

/// <summary>A model that never learns, beside a linear head that does, and that speaks for what the model cannot say.</summary>
/// <remarks>
/// <para>The head is a <c>linear-logistic</c> learner of all samples. A class is the head's where the model does not know it, or where a part for it
/// was borrowed. With h the head's probabilities, s their sum over its classes and p the model's: of those classes the
/// probability is h, and p shares 1 − s among the others. Until the head has learned 100 samples all is the model's: a head that knows few
/// classes would claim every sample for them.</para>
/// <para>Parts are the head's rows, so that one agent with labels of a new class helps all others that run the same frozen model. Accuracy
/// and drift are watched as with any learner. The model's time and memory come on top of the head's; its predictions may allocate.</para>
/// </remarks>
internal sealed class FrozenLearner : IOnlineLearner
{
    private const long SamplesToSpeak = 100;

    private readonly string _text;
    private readonly IFrozenModel _model;
    private readonly LinearLearner _head;
    private readonly bool[] _borrowed;
    private readonly float[] _scores;
    private readonly float[] _said;

    /// <param name="schema">The task's columns and classes.</param>
    /// <param name="text">The learner's name with its settings; at most 255 ASCII characters.</param>
    /// <param name="model">The model.</param>
    public FrozenLearner(FeatureSchema schema, string text, IFrozenModel model)
        : this(text, model, new LinearLearner(schema, LinearLoss.Logistic))
    {
    }

    private FrozenLearner(string text, IFrozenModel model, LinearLearner head)
    {
        var classes = head.Schema.Classes.Count;
        (_text, _model, _head) = (text, model, head);
        (_borrowed, _scores, _said) = (new bool[classes], new float[classes], new float[classes]);
    }

    public string Kind => LearnerPlugins.KindIn(_text);

    public FeatureSchema Schema => _head.Schema;

    public long SamplesLearned => _head.SamplesLearned;

    public long ModelBytes => _model.Bytes + _head.ModelBytes;

    /// <summary>The head's; of a class that the model knows at least 1.</summary>
    public long Evidence(int label) => Math.Max(_head.Evidence(label), _model.Knows(label) ? 1 : 0);

    public Prediction Predict(ReadOnlySpan<float> features)
    {
        Score(features, _scores);
        var best = TensorPrimitives.IndexOfMax<float>(_scores);
        return new Prediction(best, _scores[best]);
    }

    public void Score(ReadOnlySpan<float> features, Span<float> probabilities)
    {
        Schema.RequireFeatures(features);
        Schema.RequireProbabilities(probabilities);
        _model.Score(features, probabilities);
        if (_head.SamplesLearned < SamplesToSpeak) return;

        _head.Score(features, _said);
        var (said, left) = (0f, 0f);
        for (var k = 0; k < probabilities.Length; k++)
        {
            if (IsTheHeads(k)) said += _said[k];
            else left += probabilities[k];
        }

        // Where the model has nothing left to say, the head says all.
        var share = left > 0 ? (1 - Math.Min(1, said)) / left : 0;
        var whole = left > 0 || said <= 0 ? 1 : said;
        for (var k = 0; k < probabilities.Length; k++) probabilities[k] = IsTheHeads(k) ? _said[k] / whole : probabilities[k] * share;
    }

    public void Learn(ReadOnlySpan<float> features, int label) => _head.Learn(features, label);

    public IReadOnlyList<ModelPart> Partition(IReadOnlyList<int> classes) => _head.Partition(classes);

    public void Merge(IReadOnlyList<ModelPart> parts, MergeStyle style, int seed)
    {
        _head.Merge(parts, style, seed);
        foreach (var part in parts) _borrowed[part.Classes[0]] = true;
    }

    public IOnlineLearner Clone()
    {
        var copy = new FrozenLearner(_text, _model, (LinearLearner)_head.Clone());
        _borrowed.CopyTo(copy._borrowed, 0);
        return copy;
    }

    public IOnlineLearner Untrained() => new FrozenLearner(Schema, _text, _model);

    /// <remarks>After the header: text (length byte, ASCII), the model's SHA-256 (32 bytes), per class whether it was borrowed (1), the head.</remarks>
    public byte[] Save()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.ASCII);
        OnlineLearner.WriteHeader(writer, Kind, Schema);
        writer.Write((byte)_text.Length);
        writer.Write(Encoding.ASCII.GetBytes(_text));
        writer.Write(Convert.FromHexString(_model.Sha256));
        foreach (var borrowed in _borrowed) writer.Write(borrowed);
        var head = _head.Save();
        writer.Write(head.Length);
        writer.Write(head);
        return stream.ToArray();
    }

    /// <summary>Reads what follows the text.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or was written beside another model.</exception>
    public static FrozenLearner Restore(FeatureSchema schema, string text, IFrozenModel model, ref SpanReader reader)
    {
        if (Convert.ToHexStringLower(reader.Bytes(32)) != model.Sha256)
            throw new ModelFormatException($"the file of {text} is not the one that the snapshot was written beside; bring it back, or start with another --state folder");

        var borrowed = reader.Bytes(schema.Classes.Count);
        var head = OnlineLearner.Restore(schema, reader.Bytes(reader.Int32())) as LinearLearner;
        if (head?.Kind != "linear-logistic") throw new ModelFormatException("the snapshot's head is no linear-logistic learner");

        var learner = new FrozenLearner(text, model, head);
        for (var k = 0; k < borrowed.Length; k++) learner._borrowed[k] = borrowed[k] != 0;
        return learner;
    }

    private bool IsTheHeads(int label) => _head.Evidence(label) > 0 && (_borrowed[label] || !_model.Knows(label));
}
