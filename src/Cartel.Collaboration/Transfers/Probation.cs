using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>How a probation stands.</summary>
internal enum ProbationVerdict
{
    /// <summary>Not decided yet.</summary>
    Open,

    /// <summary>A merged model did at least as well: it stays.</summary>
    Kept,

    /// <summary>The former model did better: it returns.</summary>
    Undone,
}

/// <summary>The former model and a few merged ones side by side, weighted by their losses.</summary>
/// <remarks>
/// <para>Weights follow fixed share, wᵢ ← (1−α)·vᵢ + α/(N−1)·Σⱼ≠ᵢ vⱼ with vᵢ ∝ wᵢ·e^(−η·lossᵢ) (Herbster and Warmuth, “Tracking the
/// best expert”, Machine Learning 32, 1998), on 0/1 losses; predictions are those of the weighted mean of the
/// probabilities. All models learn every sample, so that returning to the former one costs nothing. Compare DriftSurf's
/// reactive state (Tahmasbi et al., ICML 2021).</para>
/// <para>Hard bound, for every sequence of samples and whatever the donors sent: at every moment of a probation the
/// predictions have made at most <see cref="Budget"/> mistakes more than the former model's own. Proof: a sample adds at
/// most 1 to the excess, and once it reaches the budget the former model alone runs. <see cref="MistakeAllowance"/> sums it up.</para>
/// <para>It ends after <see cref="Length"/> labelled samples; or once the excess reaches the budget; or as soon as the
/// lead of the best merged model over the former one, in samples that only one of them got right, passes 3 standard
/// deviations of a fair coin. Merged models that fall behind the best by as much are dropped.</para>
/// </remarks>
internal sealed class Probation
{
    /// <summary>The longest probation, in labelled samples.</summary>
    public const int Length = 500;

    /// <summary>After so many samples the best merged model goes on alone beside the former one.</summary>
    public const int Trial = 150;

    /// <summary>The shortest probation that may be ended early for another request, in labelled samples.</summary>
    public const int Least = 30;

    private const int LeastDisagreements = 9;
    private const double LearningRate = 1;
    private const double Share = 0.01;
    private const double RecentKept = 0.99;

    // The admission test spoke against the former model, and for the others in their order.
    private const double FormerTrust = 0.1;

    private readonly List<Candidate> _candidates = [];
    private readonly Expert _former;
    private readonly float[] _scores;
    private readonly float[] _sums;
    private double _formerWeight = FormerTrust;
    private int _samples;

    /// <param name="former">What ran before.</param>
    /// <param name="merged">What is to be tried, most promising first; at least one.</param>
    /// <param name="budget">The most mistakes that it may cost; above 0.</param>
    public Probation(IOnlineLearner former, IReadOnlyList<Expert> merged, int budget)
        : this(former, budget)
    {
        var total = Enumerable.Range(0, merged.Count).Sum(static rank => Math.Pow(0.5, rank));
        foreach (var (rank, expert) in merged.Index())
            _candidates.Add(new Candidate(expert) { Weight = (1 - FormerTrust) * Math.Pow(0.5, rank) / total });
    }

    private Probation(IOnlineLearner former, int budget)
    {
        Budget = budget;
        _former = Expert.Former(former);
        _scores = new float[former.Schema.Classes.Count];
        _sums = new float[_scores.Length];
    }

    /// <summary>The merged model that has made the fewest mistakes; of equals the one that is trusted most.</summary>
    public Expert Best => Leader.Expert;

    /// <summary>The model without what was borrowed.</summary>
    public IOnlineLearner Former => _former.Model;

    /// <summary>The most mistakes that it may cost.</summary>
    public int Budget { get; }

    /// <summary>Mistakes so far, less those of the former model alone.</summary>
    public int Excess { get; private set; }

    /// <summary>Labelled samples so far.</summary>
    public int Samples => _samples;

    /// <summary>Mistakes so far.</summary>
    public TrialStanding Mistakes
    {
        get
        {
            var leader = Leader;
            var former = leader.Mistakes + leader.Lead;
            return new TrialStanding(_samples, former, leader.Mistakes, former + Excess);
        }
    }

    // Asked for at every sample, as are the weights: loops, which allocate nothing.
    private Candidate Leader
    {
        get
        {
            var leader = _candidates[0];
            for (var i = 1; i < _candidates.Count; i++)
            {
                if (_candidates[i].IsAheadOf(leader)) leader = _candidates[i];
            }

            return leader;
        }
    }

    /// <summary>The prediction of all, weighted.</summary>
    public Prediction Predict(ReadOnlySpan<float> features)
    {
        Sum(features);
        var best = Sample.Unlabelled;
        for (var k = 0; k < _sums.Length; k++)
        {
            if (_sums[k] > (best < 0 ? 0 : _sums[best])) best = k;
        }

        return new Prediction(best, best < 0 ? 0 : _sums[best]);
    }

    /// <summary>The probabilities of all, weighted.</summary>
    public void Score(ReadOnlySpan<float> features, Span<float> probabilities)
    {
        Sum(features);
        _sums.CopyTo(probabilities);
    }

    /// <summary>Takes a labelled sample into account, before any model learns it.</summary>
    /// <param name="features">The sample.</param>
    /// <param name="label">Its class.</param>
    /// <param name="predicted">What <see cref="Predict"/> said.</param>
    public ProbationVerdict Observe(ReadOnlySpan<float> features, int label, int predicted)
    {
        var formerRight = Former.Predict(features).Label == label;
        _samples++;
        Excess += (predicted == label ? 0 : 1) - (formerRight ? 0 : 1);
        if (!formerRight) _formerWeight *= Math.Exp(-LearningRate);
        foreach (var candidate in _candidates) candidate.Observe(candidate.Expert.Model.Predict(features).Label == label, formerRight, LearningRate);
        ShareWeights();
        return Judge();
    }

    public void Learn(ReadOnlySpan<float> features, int label)
    {
        Former.Learn(features, label);
        foreach (var candidate in _candidates) candidate.Expert.Model.Learn(features, label);
    }

    /// <summary>The verdict if it has to be given now.</summary>
    public ProbationVerdict Standing => Leader is { Lead: >= 0, RecentLead: >= 0 } && Excess < Budget ? ProbationVerdict.Kept : ProbationVerdict.Undone;

    /// <summary>Whether the merged model cost next to nothing: all that one which waits for its class can show.</summary>
    public bool Harmless => Leader.Lead >= -3 && Excess < Budget;

    /// <summary>Whether the merged model helped, be it that the former one has caught up since.</summary>
    public bool Helped => Leader.Lead > 0 && Excess < Budget;

    /// <summary>Writes all but the former model.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_formerWeight);
        writer.Write(_samples);
        writer.Write(Budget);
        writer.Write(Excess);
        writer.Write(_candidates.Count);
        foreach (var candidate in _candidates) candidate.Save(writer);
    }

    public static Probation Restore(IOnlineLearner former, ref SpanReader reader)
    {
        var (weight, samples, budget, excess) = (reader.Double(), reader.Int32(), reader.Int32(), reader.Int32());
        if (!(weight is >= 0 and <= 1) || samples is < 0 or > Length || budget is < 1 or > MistakeAllowance.MostAtOnce || excess >= budget || excess < -samples)
            throw new ModelFormatException($"a probation of {samples} samples, of which the merged models cost {excess}");

        var probation = new Probation(former, budget) { _formerWeight = weight, _samples = samples, Excess = excess };
        var count = reader.Int32();
        if (count is < 1 or > 16) throw new ModelFormatException($"a probation of {count} models");
        for (var i = 0; i < count; i++) probation._candidates.Add(Candidate.Restore(former.Schema, samples, ref reader));
        return probation;
    }

    private void Sum(ReadOnlySpan<float> features)
    {
        _sums.AsSpan().Clear();
        Add(_former.Model, _formerWeight, features);
        foreach (var candidate in _candidates) Add(candidate.Expert.Model, candidate.Weight, features);
    }

    private void Add(IOnlineLearner model, double weight, ReadOnlySpan<float> features)
    {
        model.Score(features, _scores);
        for (var k = 0; k < _sums.Length; k++) _sums[k] += (float)(weight * _scores[k]);
    }

    private void ShareWeights()
    {
        var candidates = 0.0;
        foreach (var candidate in _candidates) candidates += candidate.Weight;
        var sum = _formerWeight + candidates;
        var others = _candidates.Count;
        _formerWeight = Shared(_formerWeight / sum, others);
        foreach (var candidate in _candidates) candidate.Weight = Shared(candidate.Weight / sum, others);
    }

    private static double Shared(double weight, int others) => ((1 - Share) * weight) + (Share / others * (1 - weight));

    private ProbationVerdict Judge()
    {
        if (Excess >= Budget) return ProbationVerdict.Undone;

        var leader = Leader;
        for (var i = _candidates.Count - 1; i >= 0; i--)
        {
            if (_candidates[i] != leader && (_samples >= Trial || _candidates[i].IsFarBehind(leader))) _candidates.RemoveAt(i);
        }

        var lost = leader.Disagreements >= LeastDisagreements && -leader.Lead > 3 * Math.Sqrt(leader.Disagreements);
        return lost || _samples >= Length ? Standing : ProbationVerdict.Open;
    }

    // A merged model and how it did beside the former one.
    private sealed class Candidate(Expert expert)
    {
        private int _rightAlone;
        private int _wrongAlone;

        public Expert Expert => expert;

        public double Weight { get; set; }

        public int Mistakes { get; private set; }

        public int Lead => _rightAlone - _wrongAlone;

        /// <summary>The lead over the last hundred samples or so, fading.</summary>
        public double RecentLead { get; private set; }

        public int Disagreements => _rightAlone + _wrongAlone;

        public bool IsAheadOf(Candidate other) => Mistakes < other.Mistakes || (Mistakes == other.Mistakes && Weight > other.Weight);

        public bool IsFarBehind(Candidate leader) => Mistakes - leader.Mistakes > 3 * Math.Sqrt(Mistakes + leader.Mistakes);

        public void Observe(bool right, bool formerRight, double rate)
        {
            RecentLead = (RecentLead * RecentKept) + (right ? 1 : 0) - (formerRight ? 1 : 0);
            if (right && !formerRight) _rightAlone++;
            if (!right && formerRight) _wrongAlone++;
            if (right) return;

            Mistakes++;
            Weight *= Math.Exp(-rate);
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write(Weight);
            writer.Write(Mistakes);
            writer.Write(_rightAlone);
            writer.Write(_wrongAlone);
            writer.Write(RecentLead);
            expert.Save(writer);
        }

        public static Candidate Restore(FeatureSchema schema, int samples, ref SpanReader reader)
        {
            var (weight, mistakes, right, wrong) = (reader.Double(), reader.Int32(), reader.Int32(), reader.Int32());
            if (!(weight is >= 0 and <= 1) || mistakes < 0 || right < 0 || wrong < 0 || mistakes > samples || right > samples || wrong > mistakes)
                throw new ModelFormatException($"a merged model with {mistakes} mistakes in {samples} samples, {right} to {wrong} right alone");

            var recent = reader.Double();
            if (!(Math.Abs(recent) <= samples)) throw new ModelFormatException($"a recent lead of {recent} after {samples} samples");
            return new Candidate(Expert.Restore(schema, ref reader)) { RecentLead = recent, Weight = weight, Mistakes = mistakes, _rightAlone = right, _wrongAlone = wrong };
        }
    }
}
