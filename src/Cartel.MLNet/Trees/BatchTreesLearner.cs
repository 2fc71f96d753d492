using System.Numerics.Tensors;
using Cartel.Learning;

namespace Cartel.MLNet;

/// <summary>An ensemble of trees per class versus the rest, grown anew from time to time on the last samples.</summary>
/// <remarks>Probabilities are the classes' calibrated ones divided by their sum. Parts: a class's trees (<see cref="TreesPart"/>). Two ensembles
/// have no average: <see cref="MergeStyle.Average"/> keeps the one of more evidence.</remarks>
internal sealed class BatchTreesLearner : WindowLearner
{
    private const byte Version = 1;

    // A class is never impossible, or a sample that all ensembles refuse would have no class.
    private const double LeastProbability = 1e-6;

    private readonly ITreesTrainer _trainer;
    private readonly BinaryTrees?[] _trees;
    private readonly ClassSketch?[] _sketches;
    private readonly long[] _evidence;
    private readonly float[] _raw;
    private readonly float[] _scores;
    private long _samples;

    public BatchTreesLearner(FeatureSchema schema, WindowSettings settings, ITreesTrainer trainer)
        : base(schema, settings)
    {
        var classes = schema.Classes.Count;
        _trainer = trainer;
        (_trees, _sketches, _evidence, _scores) = (new BinaryTrees?[classes], new ClassSketch?[classes], new long[classes], new float[classes]);
        _raw = new float[Lanes.RoundUp(schema.EncodedLength)];
    }

    public override long SamplesLearned => _samples;

    private protected override long ParametersBytes =>
        _trees.Sum(static trees => trees?.Bytes ?? 0) + (_sketches.Count(static sketch => sketch is not null) * ClassSketch.BytesOf(Schema.EncodedLength));

    public override long Evidence(int label) => _evidence[Schema.RequireLabel(label)];

    public override Prediction Predict(ReadOnlySpan<float> features)
    {
        Score(features, _scores);
        var best = TensorPrimitives.IndexOfMax<float>(_scores);
        return _scores[best] > 0 ? new Prediction(best, _scores[best]) : new Prediction(Sample.Unlabelled, 0);
    }

    public override void Score(ReadOnlySpan<float> features, Span<float> probabilities)
    {
        Schema.RequireFeatures(features);
        Schema.RequireProbabilities(probabilities);
        probabilities.Clear();
        var sum = 0f;
        for (var k = 0; k < probabilities.Length; k++)
        {
            if (_sketches[k] is null) continue;

            // Of a class whose trees are not grown yet, nothing is known but that it is there.
            probabilities[k] = (float)Math.Max(LeastProbability, _trees[k]?.Probability(features) ?? 0.5);
            sum += probabilities[k];
        }

        if (sum > 0) TensorPrimitives.Divide(probabilities, sum, probabilities);
    }

    public override IReadOnlyList<ModelPart> Partition(IReadOnlyList<int> classes) =>
        [.. from label in classes
            where _trees[Schema.RequireLabel(label)] is not null
            select new TreesPart(label, _evidence[label], _trees[label]!, _sketches[label]!).ToPart(this)];

    public override void Merge(IReadOnlyList<ModelPart> parts, MergeStyle style, int seed)
    {
        // All are read before any is merged: a bad one leaves the model as it was.
        var read = parts.Select(part => TreesPart.Read(part, this)).ToList();
        var rehearses = false;
        foreach (var part in read)
        {
            var isKnown = _trees[part.Label] is not null;
            rehearses |= style is MergeStyle.Rehearse || (style is MergeStyle.Average && !isKnown);
            if (style is MergeStyle.Average && isKnown && _evidence[part.Label] >= part.Evidence) continue;

            (_trees[part.Label], _sketches[part.Label], _evidence[part.Label]) = (part.Trees, part.Sketch, part.Evidence);
        }

        if (rehearses) Train(except: [.. read.Select(static part => part.Label)]);
    }

    private protected override ClassSketch? SketchOf(int label) => _sketches[label];

    private protected override void Note(ReadOnlySpan<float> features, int label)
    {
        _samples++;
        _evidence[label]++;
        features.CopyTo(_raw);
        (_sketches[label] ??= new ClassSketch(Schema.EncodedLength)).Observe(_raw, _evidence[label]);
    }

    private protected override void Train(TrainingSet set, IReadOnlyList<int> classes)
    {
        foreach (var label in classes) _trees[label] = _trainer.Train(set.Samples, label, SeedOf(label));
    }

    private protected override WindowLearner New() => new BatchTreesLearner(Schema, Settings, _trainer);

    private protected override void CopyModelTo(WindowLearner other)
    {
        var copy = (BatchTreesLearner)other;
        copy._samples = _samples;
        _trees.CopyTo(copy._trees, 0);
        _evidence.CopyTo(copy._evidence, 0);
        for (var k = 0; k < _sketches.Length; k++) copy._sketches[k] = _sketches[k]?.Clone();
    }

    private protected override void WriteModel(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(_samples);
        for (var k = 0; k < _trees.Length; k++)
        {
            writer.Write(_evidence[k]);
            writer.Write(_sketches[k] is not null);
            if (_sketches[k] is not { } sketch) continue;

            foreach (var value in sketch.Means) writer.Write(value);
            foreach (var value in sketch.Variances) writer.Write(value);
            writer.Write(_trees[k] is not null);
            _trees[k]?.Write(writer);
        }
    }

    private protected override void ReadModel(ref SpanReader reader)
    {
        reader.Version(Version);
        _samples = reader.Count();
        for (var k = 0; k < _trees.Length; k++)
        {
            _evidence[k] = reader.Count();
            if (reader.Byte() == 0) continue;

            var sketch = _sketches[k] = new ClassSketch(Schema.EncodedLength);
            reader.Floats(sketch.Means);
            reader.Floats(sketch.Variances);
            if (TensorPrimitives.Min<float>(sketch.Variances) < 0) throw new ModelFormatException("a square is negative");
            if (reader.Byte() != 0) _trees[k] = BinaryTrees.Read(ref reader, Schema.EncodedLength);
        }
    }
}
