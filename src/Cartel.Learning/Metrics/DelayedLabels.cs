namespace Cartel.Learning;

/// <summary>Holds samples back until their labels arrive: test at once, train a given number of samples later.</summary>
/// <remarks>
/// <para>The verification latency of a stream, in samples: the label of sample t is known once sample t + d was predicted.
/// With d = 0 that is plain test-then-train. One turn is: predict, <see cref="Add"/> what was predicted, and then judge and
/// learn whatever <see cref="TryTake"/> gives. At the stream's end the labels of the last d samples come at once:
/// <see cref="Finish"/>.</para>
/// <para>O(features) a sample, no allocation; d + 1 samples of memory. Not thread-safe. J. Gama et al., “A survey on concept
/// drift adaptation”, ACM Computing Surveys 46(4), 2014, section 2.1. MOA's delayed evaluation learns the label that has
/// become due before it predicts; here it predicts first, so that no delay is 0 and means the usual thing.</para>
/// </remarks>
public sealed class DelayedLabels
{
    /// <summary>The longest delay, in samples.</summary>
    public const int LongestDelay = 1_000_000;

    private readonly int _featureCount;
    private readonly float[] _features;
    private readonly (int Label, int Predicted)[] _outcomes;
    private int _next;
    private bool _finished;

    /// <summary>Makes one that holds nothing.</summary>
    /// <param name="delay">d, in samples; 0 to <see cref="LongestDelay"/>.</param>
    /// <param name="featureCount">Features per sample; 1 to <see cref="FeatureSchema.LargestCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range, or the samples held would exceed 2³⁰ numbers.</exception>
    public DelayedLabels(int delay, int featureCount)
    {
        Delay = Require.Between(delay, 0, LongestDelay);
        _featureCount = Require.Between(featureCount, 1, FeatureSchema.LargestCount);
        _features = new float[Require.Between((delay + 1L) * featureCount, 1, 1L << 30, nameof(delay))];
        _outcomes = new (int, int)[delay + 1];
    }

    /// <summary>d: how many samples are predicted between a sample's prediction and its label.</summary>
    public int Delay { get; }

    /// <summary>How many samples wait for their label.</summary>
    public int Waiting { get; private set; }

    /// <summary>Takes a sample that was just predicted.</summary>
    /// <param name="features">Copied.</param>
    /// <param name="label">Its true class, which nobody asks for before it is due.</param>
    /// <param name="predicted">What was predicted.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    /// <exception cref="InvalidOperationException">The sample that is due was not taken.</exception>
    public void Add(ReadOnlySpan<float> features, int label, int predicted)
    {
        if (features.Length != _featureCount)
            throw new ArgumentException($"has {features.Length} values where {_featureCount} are due", nameof(features));
        if (Waiting > Delay) throw new InvalidOperationException("a sample whose label is due was not taken");

        var at = (_next + Waiting) % _outcomes.Length;
        features.CopyTo(Slot(at));
        _outcomes[at] = (label, predicted);
        Waiting++;
    }

    /// <summary>Gives the oldest sample, if its label is due.</summary>
    /// <param name="due">Its features are valid until the next <see cref="Add"/>.</param>
    public bool TryTake(out Due due)
    {
        due = default;
        if (Waiting == 0 || (Waiting <= Delay && !_finished)) return false;

        due = new Due(Slot(_next), _outcomes[_next].Label, _outcomes[_next].Predicted);
        _next = (_next + 1) % _outcomes.Length;
        Waiting--;
        return true;
    }

    /// <summary>The stream has ended: all labels are due.</summary>
    public void Finish() => _finished = true;

    private Span<float> Slot(int at) => _features.AsSpan(at * _featureCount, _featureCount);

    /// <summary>A sample whose label has arrived.</summary>
    public readonly ref struct Due
    {
        internal Due(ReadOnlySpan<float> features, int label, int predicted)
        {
            Features = features;
            (Label, Predicted) = (label, predicted);
        }

        /// <summary>As they were when it was predicted.</summary>
        public ReadOnlySpan<float> Features { get; }

        /// <summary>The class that it turned out to be.</summary>
        public int Label { get; }

        /// <summary>What was predicted when it came.</summary>
        public int Predicted { get; }
    }
}
