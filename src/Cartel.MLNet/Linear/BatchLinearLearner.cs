using Cartel.Learning;

namespace Cartel.MLNet;

/// <summary>A linear classifier, a hyperplane per class versus the rest, whose rows a batch trainer trains on the last samples.</summary>
/// <remarks>
/// <para>The model is a <see cref="LinearLearner"/>: scaling, sketches, rows, probabilities and parts are its own, and only its steps
/// are not taken. A trainer sees samples standardised as they stand at the training, clipped at ±5.</para>
/// <para>Parts are those of <c>linear-logistic</c> or <c>linear-hinge</c>, by the loss that the trainer descends: a margin means the same there, so
/// that rows travel between batch and online learners of one task. The squared gradients that an online borrower makes its steps by
/// are those of a row that was 0 at all samples of the window: ½ or 1 times the feature, squared; its first steps are then short ones.</para>
/// </remarks>
internal sealed class BatchLinearLearner : WindowLearner
{
    private readonly IRowTrainer _trainer;
    private LinearLearner _model;

    public BatchLinearLearner(FeatureSchema schema, WindowSettings settings, IRowTrainer trainer)
        : base(schema, settings) => (_trainer, _model) = (trainer, new LinearLearner(schema, trainer.Loss));

    public override long SamplesLearned => _model.SamplesLearned;

    private protected override long ParametersBytes => _model.ModelBytes;

    public override long Evidence(int label) => _model.Evidence(label);

    public override Prediction Predict(ReadOnlySpan<float> features) => _model.Predict(features);

    public override void Score(ReadOnlySpan<float> features, Span<float> probabilities) => _model.Score(features, probabilities);

    public override IReadOnlyList<ModelPart> Partition(IReadOnlyList<int> classes) => _model.Partition(classes);

    /// <remarks>The model rehearses by the short steps of an online learner; a training of the other rows ends what they begin.</remarks>
    public override void Merge(IReadOnlyList<ModelPart> parts, MergeStyle style, int seed)
    {
        var rehearses = style is MergeStyle.Rehearse || (style is MergeStyle.Average && parts.Any(part => _model.SketchOf(part.RequireOneClassOf(_model)) is null));
        _model.Merge(parts, style, seed);
        if (rehearses) Train(except: [.. parts.Select(static part => part.Classes[0])]);
    }

    private protected override ClassSketch? SketchOf(int label) => _model.SketchOf(label);

    private protected override void Note(ReadOnlySpan<float> features, int label) => _model.Note(features, label);

    private protected override void Train(TrainingSet set, IReadOnlyList<int> classes)
    {
        List<(float[] Features, int Label)> scaled = [.. set.Samples.Select(sample => (Scaled(sample.Features), sample.Label))];
        var gradients = SquaredGradients(scaled);
        foreach (var label in classes)
        {
            var row = _trainer.Train(scaled, label, Settings.IsWarm ? Former(label) : null, SeedOf(label));
            _model.Train(label, row.Weights, row.Bias, gradients);
        }
    }

    private protected override WindowLearner New() => new BatchLinearLearner(Schema, Settings, _trainer);

    private protected override void CopyModelTo(WindowLearner other) => ((BatchLinearLearner)other)._model = (LinearLearner)_model.Clone();

    private protected override void WriteModel(BinaryWriter writer)
    {
        var model = _model.Save();
        writer.Write(model.Length);
        writer.Write(model);
    }

    private protected override void ReadModel(ref SpanReader reader)
    {
        var model = OnlineLearner.Restore(Schema, reader.Bytes(reader.Int32()));
        _model = model.Kind == _model.Kind
            ? (LinearLearner)model
            : throw new ModelFormatException($"the snapshot's rows are of a {model.Kind} learner; these are of {_model.Kind}");
    }

    private float[] Scaled(float[] features)
    {
        var scaled = new float[features.Length];
        _model.Scale(features, scaled);
        return scaled;
    }

    // A row that was never trained is no knowledge to go on from.
    private Row? Former(int label)
    {
        var row = _model.RowOf(label)!;
        return row.Bias == 0 && row.Norm == 0 ? null : new Row(row.Weights.ToArray(), row.Bias);
    }

    private float[] SquaredGradients(List<(float[] Features, int Label)> scaled)
    {
        var slope = _trainer.Loss is LinearLoss.Logistic ? 0.25f : 1;
        var sums = new float[Schema.EncodedLength + 1];
        foreach (var (features, _) in scaled)
        {
            for (var i = 0; i < features.Length; i++) sums[i] += slope * features[i] * features[i];
        }

        sums[^1] = slope * scaled.Count;
        return sums;
    }
}
