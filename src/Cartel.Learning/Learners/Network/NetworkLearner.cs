using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Cartel.Learning;

/// <summary>A neural network with one hidden layer of rectified linear units, learned one sample at a time by Adam.</summary>
/// <remarks>
/// <para>With z the scaled features (numeric ones standardised online, others as they are), h = max(0, Wz + b), and the
/// probabilities are the softmax of Vh + c over the known classes; the loss is their cross-entropy. W starts uniform in
/// ±√(6 / (features + units)), drawn from the seed; a class's row of V starts at 0. No batches, no normalisation.</para>
/// <para>Deviation from Adam: the weights of an input that is 0 rest, moments and all, so that an image costs its lit
/// pixels only.</para>
/// <para>O(units × (features that are not 0 + classes)) time a sample; 12 bytes a weight, and for each known class up to
/// four prototypes of 8 bytes a feature; no allocation per sample but for the first of a class and its 33rd.</para>
/// <para>Parts: one per class, <c>class:k</c>, its row of V with its <see cref="Prototypes"/>: means and spreads of
/// clusters in raw units, never samples: a class of fewer than 8 samples has no part yet. A row says something only of the hidden layer that it was learned with: it is
/// taken as it is where the hash of that layer is the same, and is else learned anew by rehearsing the prototypes, beside
/// those of the classes that are known here, through the layer that is here. Replacing and averaging change this one row;
/// rehearsing teaches all of the network.</para>
/// <para>X. Glorot and Y. Bengio, AISTATS 2010 (the start); prototypes as pseudo-samples: A. Robins, “Catastrophic
/// forgetting, rehearsal and pseudorehearsal”, Connection Science 7(2), 1995.</para>
/// </remarks>
public sealed partial class NetworkLearner : IOnlineLearner
{
    internal const string Name = "network";
    internal const int MostHidden = 1024;
    internal const float LeastRate = 1e-6f;
    internal const float MostRate = 1;

    // The mean of fewer says too much of each of them.
    private const long LeastLent = 8;

    // Draws of the borrowed class and as many of the others.
    private const int Rehearsals = 128;

    private readonly NetworkState _state;
    private readonly long[] _evidence;
    private readonly Prototypes?[] _prototypes;
    private readonly float[] _raw;
    private FeatureScaling _scaling;

    /// <summary>Makes an untrained network.</summary>
    /// <param name="schema">The task's columns and classes.</param>
    /// <param name="hidden">Units of the hidden layer; 1 to 1024.</param>
    /// <param name="rate">Adam's rate, the length of a usual step; 10⁻⁶ to 1.</param>
    /// <param name="seed">Seeds the weights at the start.</param>
    public NetworkLearner(FeatureSchema schema, int hidden = 64, float rate = 0.001f, int seed = 1)
        : this(schema, new NetworkState(
            schema,
            Require.Between(hidden, 1, MostHidden),
            Require.Between(rate, LeastRate, MostRate),
            Start(schema.EncodedLength, hidden, seed)))
    {
    }

    private NetworkLearner(FeatureSchema schema, NetworkState state)
    {
        (Schema, _state, _scaling) = (schema, state, new FeatureScaling(schema));
        (_evidence, _prototypes) = (new long[schema.Classes.Count], new Prototypes?[schema.Classes.Count]);
        _raw = new float[Lanes.RoundUp(schema.EncodedLength)];
    }

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public FeatureSchema Schema { get; }

    /// <inheritdoc/>
    public long SamplesLearned { get; private set; }

    /// <inheritdoc/>
    public long ModelBytes =>
        _scaling.Bytes + _state.Inner.Bytes + _state.Outer.Sum(static row => row?.Bytes ?? 0) + _prototypes.Sum(static known => known?.Bytes ?? 0);

    internal static NetworkLearner Make(FeatureSchema schema, Settings settings, int seed) =>
        new(schema, settings.Number("hidden", 64, 1, MostHidden), settings.Number("rate", 0.001f, LeastRate, MostRate), seed);

    /// <inheritdoc/>
    public long Evidence(int label) => _evidence[Schema.RequireLabel(label)];

    /// <inheritdoc/>
    public Prediction Predict(ReadOnlySpan<float> features)
    {
        Schema.RequireFeatures(features);
        var (best, sum) = Judge(features);
        return new Prediction(best, best < 0 ? 0 : _state.Weights[best] / sum);
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<float> features, Span<float> probabilities)
    {
        Schema.RequireFeatures(features);
        Schema.RequireProbabilities(probabilities);
        var (best, sum) = Judge(features);
        for (var k = 0; k < probabilities.Length; k++) probabilities[k] = best < 0 ? 0 : _state.Weights[k] / sum;
    }

    /// <inheritdoc/>
    public void Learn(ReadOnlySpan<float> features, int label)
    {
        Schema.RequireFeatures(features);
        Schema.RequireLabel(label);

        SamplesLearned++;
        _evidence[label]++;
        _state.Outer[label] ??= new AdamWeights(1, _state.OuterWidth);
        var (_, sum) = Judge(features);
        _state.Backward(label, sum);
        (_prototypes[label] ??= new Prototypes(Schema.EncodedLength)).Observe(_raw, _scaling);
        _scaling.Observe(_raw.AsLanes());
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModelPart> Partition(IReadOnlyList<int> classes)
    {
        var hash = HiddenHash();
        return [.. from label in classes
            where _evidence[Schema.RequireLabel(label)] >= LeastLent && _prototypes[label] is not null
            let row = _state.Outer[label]!.Row(0)[..(_state.Hidden + 1)].ToArray()
            let evidence = Math.Min(_evidence[label], ModelPart.MostEvidence)
            let part = new NetworkPart(label, evidence, hash, row, _prototypes[label]!)
            select new ModelPart(Kind, Schema.Hash, $"class:{label}", [label], evidence, part.ToPayload(Schema.EncodedLength))];
    }

    /// <inheritdoc/>
    public void Merge(IReadOnlyList<ModelPart> parts, MergeStyle style, int seed)
    {
        // All are read before any is merged: a bad one leaves the model as it was.
        foreach (var part in parts.Select(part => NetworkPart.Read(part, this)).ToList())
        {
            if (style is MergeStyle.Average && _prototypes[part.Label] is not null) Average(part, seed);
            else Install(part, style, seed);
        }
    }

    /// <inheritdoc/>
    public IOnlineLearner Clone()
    {
        var copy = new NetworkLearner(Schema, _state.Clone(Schema)) { SamplesLearned = SamplesLearned, _scaling = _scaling.Clone() };
        _evidence.CopyTo(copy._evidence, 0);
        for (var k = 0; k < _prototypes.Length; k++) copy._prototypes[k] = _prototypes[k]?.Clone();
        return copy;
    }

    /// <inheritdoc/>
    public IOnlineLearner Untrained() => new NetworkLearner(Schema, _state.Hidden, _state.Rate);

    /// <inheritdoc/>
    public byte[] Save() => NetworkSnapshot.Write(this, _state, _scaling, _evidence, _prototypes);

    internal static NetworkLearner Restore(FeatureSchema schema, ref SpanReader reader)
    {
        var (state, samples) = NetworkSnapshot.ReadState(schema, ref reader);
        var learner = new NetworkLearner(schema, state) { SamplesLearned = samples };
        NetworkSnapshot.ReadClasses(schema, ref reader, state, learner._evidence, learner._prototypes);
        learner._scaling = FeatureScaling.Restore(schema, ref reader);
        return learner;
    }

    private static AdamWeights Start(int features, int hidden, int seed)
    {
        var (weights, random) = (new AdamWeights(features + 1, Lanes.RoundUp(hidden)), new SeededRandom(seed));
        var bound = Math.Sqrt(6.0 / (features + hidden));
        for (var i = 0; i < features; i++)
        {
            foreach (ref var weight in weights.Row(i)[..hidden]) weight = (float)(((2 * random.NextDouble()) - 1) * bound);
        }

        return weights;
    }

    private (int Best, float Sum) Judge(ReadOnlySpan<float> features)
    {
        features.CopyTo(_raw);
        _scaling.Apply(_raw.AsLanes(), _state.Input.AsLanes());
        return _state.Forward();
    }

    private void Install(NetworkPart part, MergeStyle style, int seed)
    {
        // Features that only the new class moves have no unit here yet.
        if (_prototypes[part.Label] is null) Absorb(part.Prototypes);
        _prototypes[part.Label] = part.Prototypes.Clone();
        _evidence[part.Label] = part.Evidence;
        var row = _state.Outer[part.Label] = new AdamWeights(1, _state.OuterWidth);
        var same = part.HiddenHash.AsSpan().SequenceEqual(HiddenHash());
        if (same) part.Row.CopyTo(row.Row(0));
        if (!same || style is MergeStyle.Rehearse) Rehearse(part.Label, style is MergeStyle.Rehearse ? -1 : part.Label, new Random(seed));
    }

    private void Average(NetworkPart part, int seed)
    {
        var known = _prototypes[part.Label]!;
        _prototypes[part.Label] = Prototypes.Pooled(known, part.Prototypes, Schema.EncodedLength);
        var total = _evidence[part.Label] + part.Evidence;
        if (part.HiddenHash.AsSpan().SequenceEqual(HiddenHash())) Mix(_state.Outer[part.Label]!.Row(0), part.Row, (float)part.Evidence / Math.Max(1, total));
        else if (part.Evidence > 0) Rehearse(part.Label, part.Label, new Random(seed));
        _evidence[part.Label] = Math.Min(ModelPart.MostEvidence, total);
    }

    private static void Mix(Span<float> own, float[] other, float share)
    {
        for (var i = 0; i < other.Length; i++) own[i] += share * (other[i] - own[i]);
    }

    private void Absorb(Prototypes prototypes)
    {
        var known = _prototypes.Count(static other => other is not null);
        for (var i = 0; i < prototypes.Count; i++)
            _scaling.Absorb(prototypes[i].Sketch, Math.Max(1, SamplesLearned / Math.Max(1, known) / prototypes.Count));
    }

    // By turns the class and one of the others, each as its prototypes remember it.
    private void Rehearse(int label, int only, Random random)
    {
        var others = Enumerable.Range(0, _prototypes.Length).Where(k => k != label && _prototypes[k] is not null).ToArray();
        var drawn = new float[Schema.EncodedLength];
        for (var i = 0; i < 2 * Rehearsals; i++)
        {
            var k = i % 2 == 0 || others.Length == 0 ? label : others[random.Next(others.Length)];
            _prototypes[k]!.Draw(random, drawn);
            for (var j = 0; j < drawn.Length; j++) drawn[j] = Math.Clamp(drawn[j], -float.MaxValue, float.MaxValue);
            var (_, sum) = Judge(drawn);
            _state.Backward(k, sum, only);
        }
    }

    private byte[] HiddenHash() => SHA256.HashData(MemoryMarshal.AsBytes<float>(_state.Inner.All));
}
