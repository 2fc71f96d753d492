using System.Numerics.Tensors;

namespace Cartel.Learning;

/// <summary>Linear classifier: a hyperplane per class, learned online, one versus the rest or all together.</summary>
/// <remarks>
/// <para>With z the scaled features (numeric ones standardised online, others as they are), class k has the margin
/// mₖ = wₖ·z + bₖ. Every known class's row takes one step (<see cref="LinearRow"/>) down the loss
/// (<see cref="LinearLoss"/>); the prediction is the class of the largest margin. Probabilities are σ(mₖ) divided by
/// their sum, and for <see cref="LinearLoss.Softmax"/> the softmax of the margins. A class is known from its first sample,
/// or from a merged part, on. A sample is learned in the scale in which it was predicted, and then moves the scale.</para>
/// <para>O(classes × features that are not 0) time a sample, vectorised; 16 bytes a feature and known class; no allocation
/// per sample but for the first of a class.</para>
/// <para>Parts: one per class, <c>class:k</c>, its row in raw feature space with what a borrower needs to go on: the
/// sums of squared gradients (so that the borrowed weights are not overrun by first steps) and the class's
/// sketch. A softmax row has its zero in common with the rows it was trained beside only: it should be rehearsed.</para>
/// <para>Rifkin and Klautau, “In defense of one-vs-all classification”, JMLR 5, 2004; Duchi, Hazan and Singer, JMLR 12,
/// 2011. Daga et al., SoCC 2019, lend one-versus-rest weight vectors alone; the sketch and the sums are ours, and so is
/// that the sums forget.</para>
/// </remarks>
public sealed partial class LinearLearner : IOnlineLearner
{
    // More than any stream has; sums of two are far from overflow.
    private const long MostEvidence = 1L << 50;

    // Of so many samples a row has the size that it will keep, give or take a few times.
    private const long WellKnown = 20;
    private const float MostNorms = 100;

    private readonly LinearLoss _loss;
    private readonly LinearSteps _steps;
    private readonly LinearRow?[] _rows;
    private readonly ClassSketch?[] _sketches;
    private readonly long[] _evidence;
    private readonly LinearInput _input;
    private readonly float[] _raw;
    private readonly float[] _margins;
    private readonly float[] _weights;
    private FeatureScaling _scaling;
    private bool _judged;
    private int _best;
    private float _sum;

    /// <summary>Makes an untrained learner.</summary>
    /// <param name="schema">The task's columns and classes.</param>
    /// <param name="loss">What its rows descend.</param>
    public LinearLearner(FeatureSchema schema, LinearLoss loss)
        : this(schema, loss, LinearSteps.Default(loss))
    {
    }

    internal LinearLearner(FeatureSchema schema, LinearLoss loss, LinearSteps steps)
        : this(schema, loss, steps, new FeatureScaling(schema))
    {
    }

    private LinearLearner(FeatureSchema schema, LinearLoss loss, LinearSteps steps, FeatureScaling scaling)
    {
        (Schema, _loss, _steps) = (schema, loss, steps);
        _rows = new LinearRow?[schema.Classes.Count];
        _sketches = new ClassSketch?[schema.Classes.Count];
        _evidence = new long[schema.Classes.Count];
        (_input, _raw) = (new LinearInput(schema.EncodedLength), new float[Lanes.RoundUp(schema.EncodedLength)]);
        (_margins, _weights) = (new float[Lanes.RoundUp(schema.Classes.Count)], new float[Lanes.RoundUp(schema.Classes.Count)]);
        _margins.AsSpan().Fill(float.NegativeInfinity);
        _scaling = scaling;
    }

    /// <inheritdoc/>
    public string Kind => KindOf(_loss);

    /// <inheritdoc/>
    public FeatureSchema Schema { get; }

    /// <inheritdoc/>
    public long SamplesLearned { get; private set; }

    /// <inheritdoc/>
    public long ModelBytes =>
        _scaling.Bytes + (_rows.Count(static row => row is not null) * (LinearRow.BytesOf(Schema.EncodedLength) + ClassSketch.BytesOf(Schema.EncodedLength)));

    internal static string KindOf(LinearLoss loss) => loss switch
    {
        LinearLoss.Hinge => "linear-hinge",
        LinearLoss.Softmax => "softmax",
        _ => "linear-logistic",
    };

    /// <inheritdoc/>
    public long Evidence(int label) => _evidence[Schema.RequireLabel(label)];

    /// <inheritdoc/>
    public Prediction Predict(ReadOnlySpan<float> features)
    {
        Schema.RequireFeatures(features);
        if (!IsJudged(features)) Judge(features);
        return _best < 0 ? new Prediction(_best, 0) : new Prediction(_best, _weights[_best] / _sum);
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<float> features, Span<float> probabilities)
    {
        Schema.RequireFeatures(features);
        Schema.RequireProbabilities(probabilities);
        if (!IsJudged(features)) Judge(features);
        if (_best < 0) probabilities.Clear();
        else TensorPrimitives.Divide(_weights.AsSpan(0, probabilities.Length), _sum, probabilities);
    }

    /// <inheritdoc/>
    public void Learn(ReadOnlySpan<float> features, int label)
    {
        Schema.RequireFeatures(features);
        Schema.RequireLabel(label);
        Take(features, label);
        Descend(label, except: -1);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModelPart> Partition(IReadOnlyList<int> classes) =>
        [.. from label in classes
            where _rows[Schema.RequireLabel(label)] is not null
            let row = LinearPart.InRawSpace(_rows[label]!, _sketches[label]!, _scaling, rounded: true)
            select new ModelPart(Kind, Schema.Hash, $"class:{label}", [label], Math.Min(_evidence[label], ModelPart.MostEvidence), row.ToPayload(), LinearPart.RunsOf(Schema.EncodedLength))];

    /// <inheritdoc/>
    public void Merge(IReadOnlyList<ModelPart> parts, MergeStyle style, int seed)
    {
        // All are read before any is merged: a bad one leaves the model as it was.
        var read = parts.Select(part => (Evidence: Math.Min(part.Evidence, MostEvidence), Row: LinearPart.Read(part, this), Label: part.Classes[0])).ToList();
        foreach (var (_, part, label) in read) RequireOrdinary(part.ToRow(_scaling), label);
        _judged = false;
        foreach (var (evidence, part, label) in read)
        {
            var known = _rows[label] is not null;
            if (known && style is MergeStyle.Average) Average(label, part, evidence);
            else Install(label, part, evidence);

            if (style is MergeStyle.Rehearse || (style is MergeStyle.Average && !known)) Rehearse(label, new Random(seed));
        }
    }

    /// <inheritdoc/>
    public IOnlineLearner Clone()
    {
        var copy = new LinearLearner(Schema, _loss, _steps, _scaling.Clone());
        CopyTo(copy);
        return copy;
    }

    /// <inheritdoc/>
    public IOnlineLearner Clone(IOnlineLearner spare)
    {
        if (spare is not LinearLearner copy || !ReferenceEquals(copy.Schema, Schema) || (copy._loss, copy._steps) != (_loss, _steps)) return Clone();

        _scaling.CopyTo(copy._scaling);
        CopyTo(copy);
        return copy;
    }

    /// <inheritdoc/>
    public IOnlineLearner Untrained() => new LinearLearner(Schema, _loss, _steps);

    /// <inheritdoc/>
    public byte[] Save() => LinearSnapshot.Write(Kind, Schema, _steps, SamplesLearned, _evidence, _rows, _sketches, _scaling);

    internal static LinearLearner Restore(FeatureSchema schema, LinearLoss loss, ref SpanReader reader)
    {
        var steps = LinearSnapshot.ReadSteps(ref reader);
        var learner = new LinearLearner(schema, loss, steps) { SamplesLearned = reader.Count() };
        LinearSnapshot.ReadRows(ref reader, learner._evidence, learner._rows, learner._sketches, schema.EncodedLength);
        learner._scaling = FeatureScaling.Restore(schema, ref reader);
        return learner;
    }

    // All of learning but the steps; the margins are those of before.
    private void Take(ReadOnlySpan<float> features, int label)
    {
        SamplesLearned++;
        _evidence[label]++;
        if (_rows[label] is null) Meet(label);
        if (!IsJudged(features)) Judge(features);
        _sketches[label]!.Observe(_raw, _evidence[label]);
        _scaling.Observe(_raw.AsLanes());
    }

    private void Meet(int label)
    {
        _rows[label] = new LinearRow(Schema.EncodedLength);
        _sketches[label] = new ClassSketch(Schema.EncodedLength);
        _judged = false;
    }

    // All but the scaling.
    private void CopyTo(LinearLearner copy)
    {
        (copy.SamplesLearned, copy._judged) = (SamplesLearned, false);
        _evidence.CopyTo(copy._evidence, 0);
        for (var k = 0; k < _rows.Length; k++)
        {
            copy._rows[k] = _rows[k]?.Clone(copy._rows[k]);
            copy._sketches[k] = _sketches[k]?.Clone(copy._sketches[k]);
            if (_rows[k] is null) copy._margins[k] = float.NegativeInfinity;
        }
    }

    // Who predicts a sample and then learns it, which is most of the time, need not pay for its margins twice.
    private bool IsJudged(ReadOnlySpan<float> features) => _judged && features.SameAs(_raw.AsSpan(0, features.Length));

    /// <summary>Scales a sample, takes every known row's margin and weight, and finds the class of the largest, if any is known.</summary>
    private void Judge(ReadOnlySpan<float> features)
    {
        features.CopyTo(_raw);
        _scaling.Apply(_raw.AsLanes(), _input.Lanes);
        _input.FindActive();
        _best = Sample.Unlabelled;
        for (var k = 0; k < _rows.Length; k++)
        {
            if (_rows[k] is not { } row) continue;

            _margins[k] = row.Margin(_input);
            if (_best < 0 || _margins[k] > _margins[_best]) _best = k;
        }

        if (_best >= 0) _sum = _loss.Weigh(_margins, _best, _weights);
        _judged = true;
    }

    /// <summary>One step of each row down the loss of the sample last judged.</summary>
    private void Descend(int label, int except)
    {
        _loss.Slopes(_margins, label, _weights, _sum);
        for (var k = 0; k < _rows.Length; k++)
        {
            if (_weights[k] != 0 && k != except) _rows[k]!.Descend(_input, _weights[k], _steps);
        }

        _judged = false;
    }

    // Honest rows differ by how long and how hard they were trained, and not by two orders of magnitude; one that does drowns all others.
    private void RequireOrdinary(LinearRow row, int label)
    {
        var largest = 0f;
        for (var k = 0; k < _rows.Length; k++)
        {
            if (_evidence[k] >= WellKnown) largest = MathF.Max(largest, _rows[k]!.Norm);
        }

        if (largest > 0 && row.Norm > MostNorms * largest)
            throw new ModelFormatException($"the part of class {label} has weights {row.Norm / largest:0} times as large as any here");
    }

    private void Install(int label, LinearPart part, long evidence)
    {
        if (_rows[label] is null) Absorb(part.Sketch);
        _rows[label] = part.ToRow(_scaling);
        _sketches[label] = part.Sketch.Clone();
        _evidence[label] = evidence;
    }

    // Both rows predict in raw space alike, so the average of the functions is the average of raw weights.
    private void Average(int label, LinearPart part, long evidence)
    {
        var share = (float)evidence / Math.Max(1, evidence + _evidence[label]);
        var mixed = LinearPart.InRawSpace(_rows[label]!, _sketches[label]!, _scaling).MixedWith(part, share);
        _rows[label] = mixed.ToRow(_scaling);
        _evidence[label] = Math.Min(MostEvidence, _evidence[label] + evidence);
    }

    // Features that only the new class moves have no unit here yet. The other rows keep their functions: they are
    // brought to raw space in the old units and back in the new ones.
    private void Absorb(ClassSketch sketch)
    {
        var known = _evidence.Count(static count => count > 0);
        var raw = InRawSpace();
        _scaling.Absorb(sketch, Math.Max(1, SamplesLearned / Math.Max(1, known)));
        for (var k = 0; k < _rows.Length; k++) _rows[k] = raw[k]?.ToRow(_scaling);
    }

    private LinearPart?[] InRawSpace() =>
        [.. _rows.Select((row, k) => row is null ? null : LinearPart.InRawSpace(row, _sketches[k]!, _scaling))];

    // 32 draws are about what a learner needs to see of a class before its other rows stop firing on it.
    private void Rehearse(int label, Random random)
    {
        var drawn = new float[Schema.EncodedLength];
        for (var i = 0; i < 32; i++)
        {
            _sketches[label]!.Draw(random, drawn);
            Judge(drawn);
            Descend(label, except: label);
        }
    }
}
