using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>The model as it was some samples ago, and the samples since: what a merge would have done had it come then.</summary>
/// <remarks>
/// <para>A model is best on what it has learned, so a donor's part would lose a test on the target's learned samples; and samples
/// kept from learning for a test are learned too late. Neither is needed: a merge is made into the model of
/// <see cref="Period"/> to twice as many samples ago, which then predicts and learns every sample since, in order. Its
/// prequential error there stands beside that of the same model without the merge, and what comes out is a model that has learned
/// each sample once, borrowed rows included.</para>
/// <para>Until a merge is kept, the running model is therefore, bit for bit, the one that learns alone.</para>
/// <para>Memory: two copies of the model and twice the period of samples; time: a copy per period.</para>
/// <para>The idea of scoring a stranger's model on one's own data: Hsieh et al., “The non-IID data quagmire of
/// decentralized machine learning” (SkewScout), ICML 2020; prequential error: A. P. Dawid, JRSS A 147(2), 1984.</para>
/// </remarks>
internal sealed class Hindsight
{
    private readonly SampleRing _ring;
    private IOnlineLearner _earlier;

    // Taken in the middle of the samples, once there are so many.
    private IOnlineLearner? _later;

    /// <param name="model">The model at the start; copied.</param>
    /// <param name="period">Samples between two copies; at least 1.</param>
    public Hindsight(IOnlineLearner model, int period)
        : this(new SampleRing(model.Schema, 2 * period), model.Clone(), null)
    {
    }

    private Hindsight(SampleRing ring, IOnlineLearner earlier, IOnlineLearner? later) => (_ring, _earlier, _later) = (ring, earlier, later);

    /// <summary>The samples since the copy.</summary>
    public SampleRing Samples => _ring;

    private int Period => _ring.Capacity / 2;

    /// <summary>The model as it was before the samples: a copy of its own.</summary>
    public IOnlineLearner Model() => _earlier.Clone();

    /// <summary>Takes a sample that the model is about to learn.</summary>
    public void Observe(IOnlineLearner model, ReadOnlySpan<float> features, int label, long arrival)
    {
        if (_ring.Count == _ring.Capacity)
        {
            _ring.RemoveOldest(Period);
            (_earlier, _later) = (_later!, model.Clone(spare: _earlier));
        }
        else if (_ring.Count == Period)
        {
            _later = model.Clone();
        }

        _ring.Add(features, label, arrival);
    }

    /// <summary>Begins anew: the model has been exchanged.</summary>
    public void Restart(IOnlineLearner model)
    {
        _ring.RemoveOldest(_ring.Count);
        (_earlier, _later) = (model.Clone(), null);
    }

    public void Save(BinaryWriter writer)
    {
        _ring.Save(writer);
        writer.WriteBlock(_earlier.Save());
        if (_later is not null) writer.WriteBlock(_later.Save());
    }

    public static Hindsight Restore(FeatureSchema schema, ref SpanReader reader)
    {
        var ring = SampleRing.Restore(schema, ref reader);
        if (ring.Capacity % 2 != 0) throw new ModelFormatException($"a model is not copied in the middle of {ring.Capacity} samples");

        var earlier = OnlineLearner.Restore(schema, reader.Block());
        return new Hindsight(ring, earlier, ring.Count > ring.Capacity / 2 ? OnlineLearner.Restore(schema, reader.Block()) : null);
    }
}
